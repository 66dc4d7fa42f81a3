/** The worker of `site/`: a module beside the page. */

/** A worker that a server sends has the policy of its own response alone, and on a static host that has none. A blob has the policy of the
 * page, in its element too: so the worker, which holds what was pasted, can connect to nothing. Only beside a relay the server's own policy
 * is wanted, which lets the worker reach that relay. */
export function spawn(): Worker {
  const { href } = new URL('worker.js', import.meta.url);
  // Not by `relay.ts`: the first load needs none of it.
  if (document.querySelector('meta[name="vitrine-relay"]') !== null) return new Worker(href, { type: 'module' });
  const url = URL.createObjectURL(new Blob([`import ${JSON.stringify(href)};`], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  URL.revokeObjectURL(url);
  return worker;
}
