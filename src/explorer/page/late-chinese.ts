/** Chinese texts of a room, which come later than its English ones. */
import { effect, signal } from '@preact/signals';
import { part } from './parts/missing.ts';
import { language } from './state.ts';

/** Chinese texts that one room loads when it is first shown in Chinese. @returns them; undefined in English, and until they are there. */
export function lateChinese<T>(load: () => Promise<T>): () => T | undefined {
  const texts = signal<T | undefined>(undefined);
  effect(() => {
    if (language.value !== 'zh' || texts.peek() !== undefined) return;
    void part(load).then((loaded) => {
      texts.value = loaded;
    });
  });
  return () => (language.value === 'zh' ? texts.value : undefined);
}
