/** The worker of `explore.html`: it has the page's own script, since a page loaded from a file may not load other files. */
export const spawnFrom = (source: string) => (): Worker => {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
};
