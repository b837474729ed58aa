import { expect, test } from 'vitest'
import { KEPT_FROM, withKeptPart } from './kept-part'

test('a new report keeps what was written by hand after the mark, and nothing else', () => {
  const older = `# Old\nfigures\n\n${KEPT_FROM}\n## Clusters\ntext\n`
  const newer = withKeptPart('# New\n', older)
  expect(newer).toBe(`# New\n\n${KEPT_FROM}\n## Clusters\ntext\n`)
  expect(withKeptPart('# Newer\n', newer)).toBe(newer.replace('# New', '# Newer'))
})

test('without one it is the report alone', () => {
  expect(withKeptPart('# New\n', null)).toBe('# New\n')
  expect(withKeptPart('# New\n', '# Old\n')).toBe('# New\n')
})
