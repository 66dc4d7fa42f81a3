import { ocspRequestText, ocspResponseText, ocspStatusText } from '../../explain/index.ts';
import { decodeOcspRequest, decodeOcspResponse, type OcspRequest } from '../../x509/index.ts';
import { defineCommand, EXIT, usageError } from '../command.ts';
import { write } from '../context.ts';
import { inFile, readInput, writeOutput } from '../files.ts';
import { hintingAtDer, OCSP_REQUEST_ONLY, OCSP_RESPONSE_ONLY } from '../key-hints.ts';
import { makeRequest } from '../ocsp/asking.ts';
import { checkResponse } from '../ocsp/checking.ts';
import { answerByHttp, askByHttp } from '../ocsp/http.ts';
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
    url: { value: 'URL', help: 'send the request there, over HTTP, and check what comes back' },
    timeout: { value: 'SECONDS', help: 'with -url: how long to wait; default 10' },
    text: { help: 'print request and response as text' },
    CAfile: { value: 'FILE', help: 'with -respin: the trusted roots' },
    verify_other: { value: 'FILE', help: 'with -respin: certificates that may be the responder’s, or lie between' },
    validity_period: { value: 'SECONDS', help: 'how far the clocks may be apart; default 300' },
    status_age: { value: 'SECONDS', help: 'how old a response may be; default: until its nextUpdate' },
    index: { value: 'FILE', help: 'answer -reqin from this database of ca' },
    CA: { value: 'FILE', help: 'with -index: the certificate of the CA' },
    rsigner: { value: 'FILE', help: 'with -index: the certificate of the responder' },
    rkey: { value: 'FILE', help: 'with -index: its key' },
    port: { value: 'PORT', help: 'with -index: answer over HTTP until Ctrl-C' },
    host: { value: 'ADDRESS', help: 'with -port: where to listen; default 127.0.0.1' },
    nrequest: { value: 'N', help: 'with -port: end after N requests' },
    passin: PASSIN_OPTION,
    ndays: { value: 'N', help: 'with -index: days until newer information' },
    nmin: { value: 'N', help: 'with -index: minutes until newer information' },
    resp_key_id: { help: 'with -index: name the responder by its key' },
    resp_no_certs: { help: 'with -index: send no certificates along' },
  },
  notes: [
    'Messages are files, DER, or go over HTTP. A response of -respin or -url is checked with -issuer, -cert and -CAfile.',
    '-port listens on 127.0.0.1, unless -host says otherwise (OpenSSL: on every address). The database is read anew for each request.',
    'Unlike OpenSSL, no status is printed of a response that does not verify, and a response without nextUpdate is refused once it is a day old.',
  ],
  async run(values, _operands, context) {
    const { index, respin, reqin, text, port, url } = values;
    if ([index, respin, url].filter((one) => one !== undefined).length > 1) {
      throw usageError('give only one of -index, -respin and -url');
    }
    if (port !== undefined) {
      if (index === undefined) throw usageError('-port answers from a database: give -index');
      const { host = '127.0.0.1', nrequest } = values;
      const answer = (asked: OcspRequest) => answerRequest({ ...values, index }, asked, context);
      await answerByHttp({ host, port, nrequest }, answer, context);
      return EXIT.ok;
    }
    const bytes = reqin === undefined ? undefined : await readInput(context, reqin, MAX_MESSAGE);
    const request =
      bytes === undefined
        ? await makeRequest(values, context)
        : inFile(reqin, () => hintingAtDer(OCSP_REQUEST_ONLY, bytes, () => decodeOcspRequest(bytes)));
    if (request !== undefined && text) await context.print(ocspRequestText(request));
    if (request !== undefined && values.reqout !== undefined) await writeOutput(context, values.reqout, request.der);
    if (index !== undefined) {
      if (request === undefined) throw usageError('-index answers a request: give -reqin, or -issuer and -cert');
      const response = await answerRequest({ ...values, index }, request, context);
      if (text) await context.print(ocspResponseText(response));
      if (values.respout !== undefined) await writeOutput(context, values.respout, response.der);
      return EXIT.ok;
    }
    const source = respin ?? url;
    if (source === undefined) {
      if (request === undefined) throw usageError('nothing to do: -reqin, -respin, or -issuer with -cert or -serial');
      return EXIT.ok;
    }
    if (url !== undefined && request === undefined)
      throw usageError('-url needs a request: -reqin, or -issuer and -cert');
    const answer =
      url === undefined
        ? await readInput(context, source, MAX_MESSAGE)
        : await askByHttp({ url, timeout: values.timeout }, request!, context);
    const response = inFile(source, () => hintingAtDer(OCSP_RESPONSE_ONLY, answer, () => decodeOcspResponse(answer)));
    if (url !== undefined && values.respout !== undefined) await writeOutput(context, values.respout, response.der);
    if (response.status !== 'successful') {
      await write(context.world.stderr, `Responder Error: ${ocspStatusText(response)}\n`);
      return EXIT.no;
    }
    if (text) await context.print(ocspResponseText(response));
    const nonce = bytes === undefined && url === undefined ? undefined : request?.nonce;
    return checkResponse(values, response, nonce, context);
  },
});
