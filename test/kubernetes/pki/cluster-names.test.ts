import { describe, expect, it } from 'vitest';
import { type ClusterInput, clusterNames, PkiError } from '../../../src/kubernetes/pki/index.ts';
import { INPUT } from '../../fixtures/cluster-folder.ts';

const servers = (input: Partial<ClusterInput>): string[] => {
  const { localServer, server } = clusterNames({ ...INPUT, ...input });
  return [localServer, server];
};

/** Code and place of what an input is refused with, and whether that fits one line. */
function refusal(input: Partial<ClusterInput>): string {
  try {
    clusterNames({ ...INPUT, ...input });
  } catch (error) {
    if (!(error instanceof PkiError)) throw error;
    return error.message.includes('\n') ? 'more than one line' : `${error.code} ${error.place}`;
  }
  return 'accepted';
}

describe('vectors', () => {
  it('says what is dialled', () => {
    const local = 'https://192.168.1.100:6443';
    expect(servers({})).toEqual([local, local]);
    expect(servers({ controlPlaneEndpoint: 'lb.example.com' })).toEqual([local, 'https://lb.example.com:6443']);
    expect(servers({ controlPlaneEndpoint: 'lb:443' })).toEqual([local, 'https://lb:443']);
    expect(servers({ controlPlaneEndpoint: '10.0.0.1:443' })).toEqual([local, 'https://10.0.0.1:443']);
    expect(servers({ controlPlaneEndpoint: '[fd00::1]:443' })).toEqual([local, 'https://[fd00::1]:443']);
    expect(servers({ controlPlaneEndpoint: 'fd00::1' })).toEqual([local, 'https://[fd00::1]:6443']);
    expect(servers({ advertiseAddress: 'FD00:0::1', bindPort: 8443 })[0]).toBe('https://[fd00::1]:8443');
    expect(servers({ advertiseAddress: '127.0.0.1' })[0]).toBe('https://127.0.0.1:6443');
  });
});

describe('misuse', () => {
  it('refuses what is no name, address, range, endpoint or port', () => {
    const refused: [Partial<ClusterInput>[], string][] = [
      [
        ['', 'Node1', '-a', 'a-', 'a..b', 'a b', 'a\nb', 'a'.repeat(53), 'nöde'].map((nodeName) => ({ nodeName })),
        'node-name nodeName',
      ],
      [
        [
          '',
          '1.2.3',
          '1.2.3.4.5',
          '01.2.3.4',
          '256.1.1.1',
          'host',
          '::1::',
          '0.0.0.0',
          '::',
          '224.0.0.1',
          'ff02::1',
        ].map((advertiseAddress) => ({ advertiseAddress })),
        'address advertiseAddress',
      ],
      [
        [
          ...['', '10.96.0.0', '10.96.0.0/', '10.96.0.0/33', '10.96.0.0/29', '10.0.0.0/11', 'fd00::/107', 'x/16'],
          ...['10.96.0.0/16,', '10.96.0.0/16,10.97.0.0/16', '10.96.0.0/16,fd00::/112,fd01::/112'],
        ].map((serviceCidr) => ({ serviceCidr })),
        'cidr serviceCidr',
      ],
      [
        ['', 'Cluster.local', '.local', 'a'.repeat(64), 'a.'.repeat(120)].map((serviceDnsDomain) => ({
          serviceDnsDomain,
        })),
        'dns-name serviceDnsDomain',
      ],
      [
        ['', '*', 'a.*.b', 'https://x', '1.2.3.4/8'].map((name) => ({ apiserverCertExtraSans: ['ok', name] })),
        'dns-name apiserverCertExtraSans',
      ],
      [[{ controlPlaneEndpoint: 'UPPER' }, { controlPlaneEndpoint: '*.a' }], 'dns-name controlPlaneEndpoint'],
      [
        ['a:b', 'a:0', 'a:65536', '[::1', 'a:1:2'].map((controlPlaneEndpoint) => ({ controlPlaneEndpoint })),
        'endpoint controlPlaneEndpoint',
      ],
      [[0, 65_536, 1.5, Number.NaN].map((bindPort) => ({ bindPort })), 'port bindPort'],
      [[{ clusterName: '' }], 'text clusterName'],
    ];
    for (const [inputs, code] of refused) {
      for (const input of inputs) expect(refusal(input), JSON.stringify(input)).toBe(code);
    }
  });

  it('tells the ASCII form of an internationalized name', () => {
    const given = { ...INPUT, apiserverCertExtraSans: ['bücher.example'] };
    expect(() => clusterNames(given)).toThrow('its ASCII form is xn--bcher-kva.example');
  });
});
