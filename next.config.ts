import { readdirSync } from 'node:fs'
import type { NextConfig } from 'next'

/** On every answer; the content security policy comes from proxy.ts, since it carries a nonce, and for files from nginx (headers.conf). */
const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  // Never `no-referrer`: form posts would then send `Origin: null` and be refused.
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

const WEEK_SECONDS = 7 * 24 * 3600
/** By name: what is missing must not be kept for a week. */
const PICTURES = readdirSync('public/products').filter((name) => name.endsWith('.svg'))

const config: NextConfig = {
  // Development servers and builds side by side in one checkout need a place each.
  distDir: process.env.NEXT_DIST_DIR || '.next',
  output: 'standalone',
  // `npm run check` checks the types of the whole project; a build for a visitor need not do it again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  cacheComponents: true,
  partialPrefetching: true,
  typedRoutes: false,
  images: { unoptimized: true },
  // Titles and descriptions belong into <head> for everybody: streamed metadata needs a script to get there.
  htmlLimitedBots: /.*/,
  serverExternalPackages: ['@node-rs/argon2', 'pg'],
  experimental: {
    caseSensitiveRoutes: true, // or the headers below would take /products/Dome-Lamp.svg for a picture that there is
    serverActions: { bodySizeLimit: '64kb' },
    // Pages wait for their content on purpose (complete without JavaScript); the hints to stream it would only be noise.
    instantInsights: { validationLevel: 'manual-warning' },
  },
  async headers() {
    const everywhere = Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value }))
    const pictures = { key: 'Cache-Control', value: `public, max-age=${WEEK_SECONDS}, stale-while-revalidate=${WEEK_SECONDS}` }
    return [
      { source: '/:path*', headers: everywhere },
      { source: `/products/:picture(${PICTURES.join('|').replaceAll('.', '\\.')})`, headers: [pictures] },
    ]
  },
  async rewrites() {
    // Asked after the files: a picture that does not exist. As the page of a product of that name it would be 200, and without a policy of its own.
    return {
      beforeFiles: [],
      afterFiles: [{ source: '/products/:missing(.*\\.svg)', destination: '/api/pictures/:missing' }],
      fallback: [],
    }
  },
}

export default config
