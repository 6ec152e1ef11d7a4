import 'server-only';

/**
 * The host over which pages travel in clear text, or null when they do not or never leave this machine.
 * @param baseUrl BASE_URL, which decides when it is set
 * @param host the Host header of the request
 */
export function plainHttpHost(baseUrl: string | undefined, host: string | null): string | null {
  const url = URL.parse(baseUrl ?? `http://${host ?? 'localhost'}`);
  if (url === null || url.protocol === 'https:' || isLoopback(url.hostname)) return null;
  return url.host;
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d/.test(hostname)
  );
}
