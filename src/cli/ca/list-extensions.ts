/** The CRL extensions that a configuration may set (x509v3_config(5)): issuingDistributionPoint, and deltaCRL. */
import { type IssuingDistributionPoint, parseGeneralNames } from '../../x509/index.ts';
import { CliError } from '../command.ts';
import type { Setting } from '../extension-settings.ts';

export interface ListExtensions {
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
  readonly baseNumber?: bigint;
}

/** Reads the settings of a section. authorityKeyIdentifier and cRLNumber need no setting, since every list has them.
 * @throws CliError `config-file`; X509Error for invalid names. */
export function listExtensionsOf(settings: readonly Setting[], where: string): ListExtensions {
  let found: ListExtensions = {};
  for (const { name, value: given, section } of settings) {
    const value = given.replace(/^critical\s*,\s*/, '');
    if (name === 'authorityKeyIdentifier') continue;
    if (name === 'issuingDistributionPoint' && section !== undefined && value.startsWith('@')) {
      found = { ...found, issuingDistributionPoint: scopeOf(section(value.slice(1)), value.slice(1)) };
    } else if (name === 'deltaCRL' && /^\d{1,40}$/.test(value)) found = { ...found, baseNumber: BigInt(value) };
    else throw new CliError('config-file', `[${where}]: ${name} is not an extension supported in revocation lists`);
  }
  return found;
}

const FLAGS: Readonly<Record<string, keyof IssuingDistributionPoint>> = {
  onlyuser: 'onlyContainsUserCerts',
  onlyCA: 'onlyContainsCACerts',
  onlyAA: 'onlyContainsAttributeCerts',
  indirectCRL: 'indirectCRL',
};
const REASONS: Readonly<Record<string, NonNullable<IssuingDistributionPoint['onlySomeReasons']>[number]>> = {
  keyCompromise: 'keyCompromise',
  CACompromise: 'cACompromise',
  affiliationChanged: 'affiliationChanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationOfOperation',
  certificateHold: 'certificateHold',
  privilegeWithdrawn: 'privilegeWithdrawn',
  AACompromise: 'aACompromise',
};

function scopeOf(rows: readonly Setting[], where: string): IssuingDistributionPoint {
  const refuse = (row: Setting): never => {
    throw new CliError(
      'config-file',
      `[${where}]: ${row.name} = ${row.value.slice(0, 80)} says nothing of a list here`,
    );
  };
  const flags = { onlyContainsUserCerts: false, onlyContainsCACerts: false, indirectCRL: false };
  let scope: IssuingDistributionPoint = { ...flags, onlyContainsAttributeCerts: false };
  for (const row of rows) {
    const { name, value } = row;
    if (name === 'fullname') {
      scope = {
        ...scope,
        distributionPoint: { kind: 'fullName', value: parseGeneralNames(value.replace(/\s*,\s*/g, ',')) },
      };
    } else if (name === 'onlysomereasons') {
      const reasons = value
        .split(',')
        .map((word) => (Object.hasOwn(REASONS, word.trim()) ? REASONS[word.trim()] : refuse(row)));
      const inOrder = Object.values(REASONS).filter((one) => reasons.includes(one));
      scope = { ...scope, onlySomeReasons: inOrder };
    } else if (Object.hasOwn(FLAGS, name) && /^(?:true|false)$/i.test(value)) {
      scope = { ...scope, [FLAGS[name]]: /^true$/i.test(value) };
    } else refuse(row);
  }
  return scope;
}
