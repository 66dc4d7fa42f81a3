/** The worker of `explore.html`: a text in the page, since a page from a disk may load no file. */
declare const WORKER_SOURCE: string;

export function spawn(): Worker {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}
