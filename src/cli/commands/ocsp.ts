import { ocspRequestText, ocspResponseText, ocspStatusText } from '../../explain/index.ts';
import { decodeOcspRequest, decodeOcspResponse } from '../../x509/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { write } from '../context.ts';
import { inFile, readInput, writeOutput } from '../files.ts';
import { makeRequest } from '../ocsp/asking.ts';
import { checkResponse } from '../ocsp/checking.ts';
import { answerRequest } from '../ocsp/responding.ts';
import { PASSIN_OPTION } from '../passwords.ts';

const MAX_MESSAGE = 2 ** 20;

export const ocsp = defineCommand({
  operands: '',
  maxOperands: 0,
  options: {
    issuer: { value: 'FILE', help: 'the certificate of the issuer' },
    cert: { value: 'FILE', many: true, help: 'a certificate to ask about' },
    serial: { value: 'N', many: true, help: 'a serial number to ask about, decimal or 0x…' },
    sha256: { help: 'hash the issuer with SHA-256; default SHA-1, as OpenSSL does' },
    nonce: { help: 'put a nonce into the request; with -respin and -reqin: it must be repeated' },
    no_nonce: { help: 'no nonce; the default' },
    reqin: { value: 'FILE', help: 'a request to show, to answer, or whose nonce the response must repeat' },
    reqout: { value: 'FILE', help: 'where to write the request' },
    respin: { value: 'FILE', help: 'a response to check' },
    respout: { value: 'FILE', help: 'where to write the response' },
    text: { help: 'print request and response as text' },
    CAfile: { value: 'FILE', help: 'with -respin: the trusted roots' },
    verify_other: { value: 'FILE', help: 'with -respin: certificates that may be the responder’s, or lie between' },
    validity_period: { value: 'SECONDS', help: 'how far the clocks may be apart; default 300' },
    status_age: { value: 'SECONDS', help: 'how old a response may be; default: until its nextUpdate' },
    index: { value: 'FILE', help: 'answer -reqin from this database of ca' },
    CA: { value: 'FILE', help: 'with -index: the certificate of the CA' },
    rsigner: { value: 'FILE', help: 'with -index: the certificate of the responder' },
    rkey: { value: 'FILE', help: 'with -index: its key' },
    passin: PASSIN_OPTION,
    ndays: { value: 'N', help: 'with -index: days until newer information' },
    nmin: { value: 'N', help: 'with -index: minutes until newer information' },
    resp_key_id: { help: 'with -index: name the responder by its key' },
    resp_no_certs: { help: 'with -index: send no certificates along' },
  },
  notes: [
    'Messages are read and written as files, DER; nothing is sent. A response is checked with -respin, -issuer, -cert and -CAfile.',
    'Unlike OpenSSL, no status is printed of a response that does not verify, and a response without nextUpdate is refused once it is a day old.',
  ],
  async run(values, _operands, context) {
    const { index, respin, reqin, text } = values;
    if (index !== undefined && respin !== undefined) throw usageError('-index or -respin, not both');
    const bytes = reqin === undefined ? undefined : await readInput(context, reqin, MAX_MESSAGE);
    const request =
      bytes === undefined ? await makeRequest(values, context) : inFile(reqin, () => decodeOcspRequest(bytes));
    if (request !== undefined && text) await context.print(ocspRequestText(request));
    if (request !== undefined && values.reqout !== undefined) await writeOutput(context, values.reqout, request.der);
    if (index !== undefined) {
      if (request === undefined) throw usageError('-index answers a request: give -reqin, or -issuer and -cert');
      const response = await answerRequest({ ...values, index }, request, context);
      if (text) await context.print(ocspResponseText(response));
      if (values.respout !== undefined) await writeOutput(context, values.respout, response.der);
      return EXIT.ok;
    }
    if (respin === undefined) {
      if (request === undefined) throw usageError('nothing to do: -reqin, -respin, or -issuer with -cert or -serial');
      return EXIT.ok;
    }
    const answer = await readInput(context, respin, MAX_MESSAGE);
    const response = inFile(respin, () => decodeOcspResponse(answer));
    if (response.status !== 'successful') {
      await write(context.world.stderr, `Responder Error: ${ocspStatusText(response)}\n`);
      return EXIT.no;
    }
    if (text) await context.print(ocspResponseText(response));
    return checkResponse(values, response, bytes === undefined ? undefined : request?.nonce, context);
  },
});
