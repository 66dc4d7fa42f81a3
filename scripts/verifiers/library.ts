/** One library of bench/peers/, asked as a process of its own: `library.ts NAME` answers each case that its parent sends. */
const { VERIFIERS } = await import('../../bench/peers/verifiers.ts' as string);
const verify = VERIFIERS[process.argv[2]];

process.on('message', async (asked) => process.send?.(await verify(asked)));
process.send?.('ready');
