/** Sessions in Chinese: titles, and why they ended. */
import { describe, expect, it } from 'vitest';
import {
  captureExhibit,
  DOCUMENTATION_ENDPOINTS,
  FAULTS,
  handshakeExhibit,
  type Part,
  recordHandshake,
  sessionPcap,
} from '../../../src/explain/index.ts';
import { chinese, partsInChinese } from '../../../src/explorer/lessons/labels.ts';
import type { SettingTexts } from '../../../src/explorer/settings.ts';
import { handshakeJob, handshakeSettings } from '../../../src/explorer/work/handshake.ts';
import { unfoldJob } from '../../../src/explorer/work/unfold.ts';

/** The paragraphs, and the labels and values of facts. */
const textsOf = (part: Part): readonly string[] => {
  if (part.kind === 'prose') return [part.text];
  if (part.kind === 'section') return part.parts.flatMap(textsOf);
  if (part.kind !== 'facts') return [];
  return part.rows.flatMap(({ label, value }) => [label, `${value}`]);
};

describe('a session', () => {
  it.each(['no', ...FAULTS])('with the fault %s is told in Chinese', async (fault) => {
    for (const suite of ['TLS_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']) {
      const { title, parts } = handshakeExhibit(await recordHandshake(handshakeSettings({ fault, suite })));
      expect(chinese(title)).toMatch(/[一-鿿]/);
      const texts = partsInChinese(parts, true)
        .flatMap(textsOf)
        // Formulas of the standards stay.
        .filter((text) => !/HKDF|PRF\(|HMAC\(|^[0-9a-f]{8} /.test(text));
      for (const text of texts) expect(text).not.toMatch(/[a-z]{2,} [a-z]{2,} [a-z]{2,}/);
    }
  });

  it.each<SettingTexts>([
    { suite: 'TLS_AES_128_GCM_SHA256' },
    { suite: 'TLS_AES_128_GCM_SHA256', resume: 'yes' },
    { suite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' },
  ])('with %o: secrets unfold in Chinese, and so do the links to its computations', async (settings) => {
    const { secrets } = await handshakeJob({ settings, language: 'zh' });
    // The shared secret, and one of each way to derive the others.
    for (const secret of secrets.filter((name, i) => i % 4 === 0 || name === 'psk')) {
      const { title, html, links } = (await unfoldJob({
        ...{ session: { settings }, language: 'zh', secret, showSecrets: true },
      }))!;
      const titles = [...html.matchAll(/<h\d[^>]*>(.*?)<\/h\d>/g)].map(([, text]) => text.replace(/<.*?>/g, ''));
      expect(html).not.toMatch(/>(?:block|H before|H after)</);
      for (const told of [title, ...titles, ...links.map((link) => link.title)])
        expect(told.replace(/(?:&#34;|").*?(?:&#34;|")/g, '')).not.toMatch(/, from |[a-z]{2,} [a-z]{2,}|^Block/);
    }
  });

  it('in a capture is told in Chinese, and so is where it ends', async () => {
    const { events } = await recordHandshake(handshakeSettings({}));
    const file = sessionPcap(events, DOCUMENTATION_ENDPOINTS);
    for (const one of [file, file.subarray(0, file.length - 1)]) {
      const texts = partsInChinese(captureExhibit(one).parts, true).flatMap(textsOf);
      for (const text of texts) expect(text).not.toMatch(/[a-z]{2,} [a-z]{2,}/);
    }
    expect(chinese('Reading ends at byte 7: the packet is cut off.')).toBe('读到第 7 字节为止：数据包被截断。');
    expect(chinese('Reading ends at byte 7: strange, X.690 §8.')).toBe('读到第 7 字节为止：“strange, X.690 §8”。');
  });

  it('with a server says whose it is', () => {
    expect(chinese('A TLS 1.3 session with api.test:6443, as the client saw it')).toBe(
      '与 api.test:6443 的 TLS 1.3 会话，客户端所见',
    );
    expect(chinese('Why: the other side violated a rule: strange (RFC 8446 §6).')).toBe(
      '原因：“the other side violated a rule: strange”（RFC 8446 §6）。',
    );
  });
});

describe('a structure in a file', () => {
  it('has its kind and place in Chinese', () => {
    expect(chinese('CERTIFICATE, line 12')).toBe('CERTIFICATE（第 12 行）');
    expect(chinese('CERTIFICATE, in certificate-authority-data, line 1')).toBe(
      'CERTIFICATE（certificate-authority-data，第 1 行）',
    );
    expect(chinese('Certificate, under the label X509 CRL')).toBe('证书（标签写的是 X509 CRL）');
  });
});
