/** The script of a lesson's standalone page. */
import { enliven } from '../../explain/render/html/browser/behaviour.ts';
import { chooseTheme } from '../../explain/render/html/browser/theme.ts';
import { checkExercises } from './parts/exercises.ts';

const theme = document.querySelector<HTMLElement>('.theme')!;
chooseTheme(theme);
enliven(document);
const { right = '', wrong = '' } = document.body.dataset;
checkExercises(document, { right, wrong });
