// The way in (npm start, npm test): plain JavaScript that an old Node can read far enough to say what is missing.
// It makes sure of Node and of the packages, then goes on in TypeScript, in this same process.

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Hopcart needs Node 20.19 or later, and this is ${process.versions.node}. See https://nodejs.org or: nvm install 24`)
  process.exit(1)
}

const { ensurePackages } = await import('./ensure-packages.mjs')
if (ensurePackages()) {
  const { register } = await import('tsx/esm/api')
  register()
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
} else {
  process.exitCode = 1
}
