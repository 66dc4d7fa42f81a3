/** The types of ASN.1 and of the TLS presentation language, for fields of which no more is known. */
export const TYPES: Readonly<Record<string, string>> = {
  length: 'How many bytes of this field follow.',
  unusedBits: 'How many bits of the last byte do not count.',
  'identifier octets': 'The tag: class, whether the content has parts, and the number of the type.',
  'length octets':
    'How many bytes of content follow; from 128 on, the first byte says how many bytes the length itself takes.',
  'contents octets': 'The content, as bytes.',
  ANY: 'A value of a type that another field names.',
  BOOLEAN: 'True (ff) or false (00).',
  INTEGER:
    'A whole number in two’s complement, the most significant byte first; a leading 00 keeps a positive one positive.',
  ENUMERATED: 'A number that stands for one of a list of choices.',
  'BIT STRING': 'Bits, after a byte that says how many of the last byte’s bits do not count.',
  bits: 'The bits, the first one in the top bit of the first byte.',
  'OCTET STRING': 'Bytes, whatever they mean.',
  NULL: 'Nothing: only that it is there.',
  'OBJECT IDENTIFIER':
    'A number in a worldwide tree, such as 1.2.840.113549, which names an algorithm, an attribute or a purpose for all time.',
  SEQUENCE: 'Fields in a fixed order.',
  SET: 'Values without an order; DER sorts them by their bytes.',
  UTF8String: 'Text in UTF-8: any characters.',
  PrintableString: 'Text of letters, digits, blanks and a few marks.',
  IA5String: 'Text in ASCII.',
  NumericString: 'Digits and blanks.',
  VisibleString: 'Printable ASCII.',
  TeletexString: 'Text in an old character set of several alphabets; programs read it as Latin-1.',
  BMPString: 'Text with two bytes for each character.',
  UniversalString: 'Text with four bytes for each character.',
  UTCTime: 'A time to the second with two digits for the year: 50 to 99 mean 1950 to 1999, 00 to 49 mean 2000 to 2049.',
  GeneralizedTime: 'A time to the second with four digits for the year, in UTC.',
};
