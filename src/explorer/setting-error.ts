/** The error of a setting that is refused. The page's worker knows it without the forms, which come with their rooms. */
import { UsageError } from '../bytes/index.ts';

/** What can be wrong with a setting: sentences whose subject is the field, with places for numbers. */
export const SETTING_FAULTS = {
  'fault.characters': 'must have at most {0} characters',
  'fault.hexDigit': 'must be hexadecimal: “{0}” is no digit from 0 to 9 or a to f',
  'fault.hexPairs': 'must be whole bytes: an even number of hexadecimal digits, not {0}',
  'fault.length': 'must have {0} bytes, not {1}',
  'fault.bytes': 'must have at most {0} bytes',
  'fault.integer': 'must be a whole number from {0} to {1}',
  'fault.even': 'must be even',
  'fault.number': 'must be a whole number from 0, decimal or 0x…, of at most {0} bits',
  'fault.choice': 'must be one of the list',
  'fault.minute': 'must be a minute, such as 2026-06-01T00:00Z',
  'fault.noCertificate': 'has no certificate, which this room takes, but: {0}',
  'fault.damagedCertificate': 'has a certificate that cannot be decoded: Inspect says where',
  /** What an algorithm does not accept, in its words. */
  'fault.other': '{0}',
} as const;
export type SettingFault = keyof typeof SETTING_FAULTS extends `fault.${infer Name}` ? Name : never;

/** A setting that is refused; `argument` is the field's name. */
export class SettingError extends UsageError {
  readonly fault: SettingFault;
  /** What stands in the places of the sentence. */
  readonly values: readonly string[];
  constructor(field: string, fault: SettingFault, ...values: readonly (number | string)[]) {
    const sentence: string = SETTING_FAULTS[`fault.${fault}`];
    super(
      'out-of-range',
      field,
      sentence.replace(/\{(\d)\}/g, (_, i: string) => `${values[Number(i)]}`),
    );
    this.fault = fault;
    this.values = values.map(String);
  }
}
