/** Opens files that were chosen or dropped; several are shown together. */
import { joinedFiles } from '../../../files.ts';
import { MOST_INPUT } from '../../../input.ts';
import { plainText } from '../../parts/passed-over.tsx';
import type { DroppedFiles } from '../../room.ts';
import { word, wordsOf } from '../../state.ts';
import type { InspectModel } from './model.ts';

const say = wordsOf({
  en: {
    folder: 'A folder cannot be opened here. Drop its files.',
    unreadable: 'The browser cannot read “{0}”.',
    notTogether: 'Several files are shown together if each is PEM or DER. “{0}” is neither: open it alone.',
  },
  zh: {
    folder: '这里不能打开文件夹，请把其中的文件拖进来。',
    unreadable: '浏览器读不了“{0}”。',
    notTogether: '几个文件只有都是 PEM 或 DER 时才能一起显示。“{0}”两者都不是，请单独打开它。',
  },
});

/** Opens what was dropped. */
export async function openDropped(model: InspectModel, { files, isFolder }: DroppedFiles): Promise<void> {
  if (isFolder) model.failure.value = say('folder');
  else await openFiles(model, files);
}

export async function openFiles(model: InspectModel, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  // Larger files are not read.
  if (files.reduce((sum, { size }) => sum + size, 0) > MOST_INPUT) {
    model.failure.value = word('tooLarge');
    return;
  }
  const read: Uint8Array[] = [];
  for (const file of files) {
    try {
      read.push(new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      // It was moved, or may not be read.
      if (!(error instanceof DOMException)) throw error;
      model.failure.value = say('unreadable', plainText(file.name));
      return;
    }
  }
  const whole = joinedFiles(read);
  if (typeof whole === 'number') model.failure.value = say('notTogether', plainText(files[whole].name));
  else model.open(whole);
}
