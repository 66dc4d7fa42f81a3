/** Closes what tests open, after the test or after its file, in reverse order. `setup.ts` calls this for every file. */
type Close = () => unknown;
const ofTest: Close[] = [];
const ofFile: Close[] = [];

/** To be called after the test. */
export const closing = (close: Close): void => void ofTest.push(close);
/** To be called after the tests of this file. */
export const closingWithFile = (close: Close): void => void ofFile.push(close);

const closeAll = async (all: Close[]): Promise<void> => {
  for (const close of all.splice(0).reverse()) await close();
};
export const afterTest = (): Promise<void> => closeAll(ofTest);
export const afterFile = (): Promise<void> => closeAll(ofFile);
