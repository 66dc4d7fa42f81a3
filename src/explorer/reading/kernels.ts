/** What the room of kernels understands of its address. */
import { KERNEL_NAMES, KERNELS, kernelNamed } from '../kernels.ts';
import { idle, isSteps, namesIn, ofFields, oneOf, type Reading } from './reading.ts';

export const kernelsReading: Reading = ({ kernel }) => ({
  ...idle(namesIn(KERNELS)),
  ...ofFields(KERNELS[kernelNamed(kernel)]),
  kernel: oneOf(KERNEL_NAMES),
  step: isSteps,
});
