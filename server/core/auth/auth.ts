import 'server-only';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { admin, twoFactor } from 'better-auth/plugins';
import { createAccessControl } from 'better-auth/plugins/access';
import { defaultStatements } from 'better-auth/plugins/admin/access';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '#lib/account/password.ts';
import { CLIENT_ADDRESS_HEADER } from '#server/core/auth/client-address.ts';
import { hashPassword, verifyPassword } from '#server/core/auth/password-hash.ts';
import { authSecret } from '#server/core/auth/secret.ts';
import { prisma } from '#server/core/db/prisma.ts';
import { env } from '#server/core/env.ts';
import { log } from '#server/core/log.ts';

export const SESSION_DAYS = 14;
const SECOND_FACTOR_SECONDS = 300;

const access = createAccessControl(defaultStatements);
// Users are managed by our own mutations: no role may do anything through the library's own endpoints.
const nothing = access.newRole({});

let made: ReturnType<typeof make> | undefined;

/** The sign-in library over our own pool, made on first use. Only files of this folder and the account area call it. */
export function auth(): ReturnType<typeof make> {
  made ??= make();
  return made;
}

/** Whether cookies are `Secure` and carry `__Host-`: BASE_URL is https. */
export function secureCookies(): boolean {
  return env().BASE_URL?.startsWith('https:') ?? false;
}

/** `name` with the prefix of this install: `switchboard.` or, over https, `__Host-switchboard.`. */
export function cookieName(name: string): string {
  return `${cookiePrefix()}.${name}`;
}

function cookiePrefix(): string {
  return secureCookies() ? '__Host-switchboard' : 'switchboard';
}

function make() {
  return betterAuth({
    appName: 'Switchboard',
    baseURL: env().BASE_URL ?? `http://${env().HOST}:${env().PORT}`,
    basePath: '/api/auth',
    secret: authSecret(),
    database: prismaAdapter(prisma(), { provider: 'postgresql', transaction: true }),
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ event: 'auth.library', message }),
    },
    // Origin is checked by our HTTP server for every request that carries a cookie; this second check knows the same host.
    trustedOrigins: (request) => ownOrigins(request),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: {
      additionalFields: {
        theme: { type: 'string', required: false, input: false, defaultValue: 'system' },
        timeZone: { type: 'string', required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_DAYS * 86_400,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: {
        passwordAt: { type: 'date', required: false, input: false, defaultValue: () => new Date() },
      },
    },
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: cookiePrefix(),
      useSecureCookies: false,
      defaultCookieAttributes: { secure: secureCookies(), httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: 'uuid' },
    },
    plugins: [
      twoFactor({
        issuer: 'Switchboard',
        twoFactorCookieMaxAge: SECOND_FACTOR_SECONDS,
        // It would lock the owner out with whoever guesses; login-limits.ts tells them apart.
        accountLockout: { enabled: false },
      }),
      admin({
        ac: access,
        roles: { operator: nothing, analyst: nothing, admin: nothing },
        defaultRole: 'operator',
        adminRoles: ['admin'],
      }),
    ],
  });
}

function ownOrigins(request: Request | undefined): string[] {
  const base = env().BASE_URL;
  if (base !== undefined) return [new URL(base).origin];
  const host = request?.headers.get('host');
  return host ? [`http://${host}`] : [];
}
