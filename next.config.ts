import type { NextConfig } from 'next'

/** On every answer; the content security policy comes from proxy.ts, since it carries a nonce. */
const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  // Never `no-referrer`: form posts would then send `Origin: null` and be refused.
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
}

const WEEK_SECONDS = 7 * 24 * 3600

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
    serverActions: { bodySizeLimit: '64kb' },
    // Pages wait for their content on purpose (complete without JavaScript); the hints to stream it would only be noise.
    instantInsights: { validationLevel: 'manual-warning' },
  },
  async headers() {
    const everywhere = Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value }))
    const pictures = { key: 'Cache-Control', value: `public, max-age=${WEEK_SECONDS}, stale-while-revalidate=${WEEK_SECONDS}` }
    return [
      { source: '/:path*', headers: everywhere },
      { source: '/products/:picture(.*\\.svg)', headers: [pictures] },
    ]
  },
}

export default config
