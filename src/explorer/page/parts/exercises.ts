/** Self-checking exercises: an answer is compared with those in the page. */
import { isRightAnswer } from '../../lessons/answers.ts';

/** Activates the exercises in a part of a page. @param words - the texts for a right answer, and for a wrong one
 * while the answer is hidden and while it is open. */
export function checkExercises(
  within: ParentNode,
  words: { readonly right: string; readonly wrong: string; readonly open: string },
): void {
  for (const form of within.querySelectorAll<HTMLFormElement>('.exercise')) {
    const answers = (form.dataset['answers'] ?? '').split('|');
    const [output, input] = [form.querySelector('output')!, form.querySelector('input')!];
    const shown = form.querySelector('details')!;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      // Nothing is not a wrong answer.
      const isGiven = input.value.trim() !== '';
      const isRight = isGiven && isRightAnswer(input.value, answers);
      form.classList.toggle('right', isRight);
      form.classList.toggle('wrong', isGiven && !isRight);
      const wrong = shown.open ? words.open : words.wrong;
      output.textContent = isGiven ? (isRight ? words.right : wrong) : '';
      if (!isGiven) input.focus();
      if (isRight) shown.open = true;
    });
  }
}
