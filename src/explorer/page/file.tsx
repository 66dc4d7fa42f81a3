/** The script of `explore.html`, for the page and for its worker: both need much of the engine, and so the file has it once. */
if (typeof document === 'undefined') void import('./worker.ts');
else {
  // Read at once: while its imports are awaited, no script counts as the current one.
  const source = document.currentScript!.textContent!;
  void import('./file-page.tsx').then(({ startFrom }) => startFrom(source));
}
