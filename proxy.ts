import { type NextRequest, NextResponse } from 'next/server';
import { isProduction } from '#server/core/env.ts';
import { contentSecurityPolicy } from '#server/core/http/csp.ts';

/** Gives each page its nonce and its policy; Next reads the nonce from the request's copy. Nothing is locked here: requireActor is the lock. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy({ nonce, development: !isProduction });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  // A server component is not told its own address; whoever must sign in first comes back to it.
  headers.set('x-switchboard-path', `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set('x-switchboard-method', request.method);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = { matcher: ['/((?!api/|_next/static/).*)'] };
