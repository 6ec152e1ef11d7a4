/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  images: { unoptimized: true },
  experimental: { authInterrupts: true },
  // In development Next prints what a server action was given: passwords among it.
  logging: { serverFunctions: false },
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    'pg',
    'pg-boss',
    'pg-copy-streams',
    'pino',
    'ioredis',
    'better-auth',
    '@prisma/client',
    '@prisma/adapter-pg',
  ],
};

export default config;
