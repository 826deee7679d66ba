/** Alive: the process answers. Says nothing of the database, so that its restart does not kill every web process. */
export const GET = () => new Response('ok\n', { headers: { 'content-type': 'text/plain', 'cache-control': 'no-store' } })
