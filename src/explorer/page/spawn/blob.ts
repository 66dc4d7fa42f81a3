/** Starts the worker of `explore.html` from the page's own script, as a blob: a page opened from a file may not load other files. */
export const spawnFrom = (source: string) => (): Worker => {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
};
