/** The worker of `site/`: a module beside the page. */
export const spawn = (): Worker => new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
