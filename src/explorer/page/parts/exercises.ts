/** Self-checking exercises: an answer is compared with those in the page, considering only letters and digits. */

/** Normalizes an answer: lower case, straight apostrophes, no spaces, no full stop, no commas between thousands. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .replace(/[\s,.。，·]+/g, '')
    .replace(/^the/, '');

/** Activates the exercises in a part of a page. @param words - the texts for a right and for a wrong answer. */
export function checkExercises(within: ParentNode, words: { readonly right: string; readonly wrong: string }): void {
  for (const form of within.querySelectorAll<HTMLFormElement>('.exercise')) {
    const answers = (form.dataset['answers'] ?? '').split('|').map(plain);
    const output = form.querySelector('output')!;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const isRight = answers.includes(plain(form.querySelector('input')!.value));
      form.classList.toggle('right', isRight);
      form.classList.toggle('wrong', !isRight);
      output.textContent = isRight ? words.right : words.wrong;
      if (isRight) form.querySelector('details')!.open = true;
    });
  }
}
