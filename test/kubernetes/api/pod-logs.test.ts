import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Ask, Lab } from '../../fixtures/cluster-servers.ts';

const log = (lab: Lab, pod: string, query = '', given?: Ask): Promise<Answer> =>
  lab.ask(`/api/v1/namespaces/${pod}/log${query}`, given);

describe('vectors', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.open();
  });
  afterAll(() => lab.close());

  it('passes on what the kubelet says, good and bad', async () => {
    expect(await log(lab, 'default/pods/web-6d4cf56db6-j2m4x', '?tailLines=1')).toMatchObject({
      code: 200,
      text: expect.stringMatching(/^10\.244\.0\.1 .*\n$/),
    });
    expect(await log(lab, 'default/pods/orders-0')).toMatchObject({
      code: 400,
      text: expect.stringContaining('choose one of: [orders metrics]'),
    });
    expect(await log(lab, 'default/pods/orders-0', '?container=x')).toMatchObject({ code: 400 });
    expect(await log(lab, 'default/pods/orders-0', '?container=orders&tailLines=x')).toMatchObject({ code: 400 });
    expect(
      await log(lab, 'default/pods/orders-0', '?container=orders&insecureSkipTLSVerifyBackend=true'),
    ).toMatchObject({
      code: 400,
    });
    expect(await log(lab, 'default/pods/orders-0', '?container=orders&previous=true')).toMatchObject({
      code: 400,
      text: expect.stringContaining('previous terminated container'),
    });
    expect(await log(lab, 'default/pods/nothing')).toMatchObject({ code: 404 });
  });

  it('a log longer than any buffer arrives whole, at the speed of its reader', async () => {
    const container = { namespace: 'dev', pod: 'api-7f8d9c5b4-mk2zt', container: 'api' };
    const text = 'x'.repeat(10_000);
    for (let i = 0; i < 900; i++) lab.logs.append(container, { time: new Date(), text });
    const answer = await log(lab, 'dev/pods/api-7f8d9c5b4-mk2zt', '', { person: 'jane' });
    expect(answer.text.split('\n').filter((line) => line === text)).toHaveLength(900);
  });
});

describe('misuse', () => {
  it('a kubelet with a certificate for another address is not asked', async () => {
    const lab = await Lab.open('elsewhere');
    try {
      const { code, text } = await log(lab, 'default/pods/web-6d4cf56db6-j2m4x');
      expect(code).toBe(500);
      expect(JSON.parse(text).message).toMatch(/^Get "https:\/\/127\.0\.0\.1:\d+\/containerLogs\/default\/web-/);
    } finally {
      await lab.close();
    }
  });
});
