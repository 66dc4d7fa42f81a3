/** Files that are dropped on the page. A browser would leave the page for a file that is dropped beside a form. Dropped text goes
 * where the browser puts it. */
import type { DroppedFiles } from './room.ts';

/** Lets a room hear of dropped files by the event `files`, wherever they are dropped; `over` marks the page meanwhile. */
export function listenToDrops(): void {
  const marks = document.documentElement.classList;
  const on = (name: 'dragover' | 'drop', isOver: boolean, then?: (files: DataTransfer) => void): void =>
    addEventListener(name, (event) => {
      const files = event.dataTransfer;
      marks.toggle('over', isOver);
      if (files?.types.includes('Files') !== true) return;
      event.preventDefault();
      then?.(files);
    });
  on('dragover', true);
  on('drop', false, ({ files, items }) => {
    // A transfer is empty once its event is over.
    const isFolder = [...items].some((item) => item.webkitGetAsEntry()?.isDirectory);
    dispatchEvent(new CustomEvent<DroppedFiles>('files', { detail: { files: [...files], isFolder } }));
  });
  addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) marks.remove('over');
  });
}
