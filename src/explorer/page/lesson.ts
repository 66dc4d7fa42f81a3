/** The script of a lesson's standalone page. */
import { enliven } from '../../explain/render/html/browser/behaviour.ts';
import { chooseTheme } from '../../explain/render/html/browser/theme.ts';
import { carryTheme } from './parts/carry-theme.ts';
import { checkExercises } from './parts/exercises.ts';

carryTheme();
const theme = document.querySelector<HTMLElement>('.theme')!;
chooseTheme(theme);
enliven(document);
const { right = '', wrong = '', open = '' } = document.body.dataset;
checkExercises(document, { right, wrong, open });
