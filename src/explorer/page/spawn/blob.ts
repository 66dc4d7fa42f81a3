/** The worker of `explore.html`: its source is a text in the page, since a page loaded from a file may not load other files. */
declare const WORKER_SOURCE: string;

export function spawn(): Worker {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
