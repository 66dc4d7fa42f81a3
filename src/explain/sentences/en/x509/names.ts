/** Distinguished names and general names. */
import type { SentencesOfFields } from '../../sentence.ts';

export const NAMES = {
  Name: {
    '*': 'A distinguished name: a path of attributes, from the country or organization down to the common name.',
  },
  RelativeDistinguishedName: { '*': 'One step of the path: nearly always one attribute, rarely several.' },
  AttributeTypeAndValue: {
    '*': 'One attribute of a name.',
    type: 'What kind of attribute it is: CN, O, C and so on.',
    value: 'The attribute’s text.',
  },
  AttributeValue: {
    printableString: 'Text of letters, digits, blanks and a few marks: usual for countries.',
    utf8String: 'Text in UTF-8: what RFC 5280 wants for new names.',
    teletexString: 'Text in an old character set; only old certificates have it.',
    bmpString: 'Text with two bytes for each character; old.',
    universalString: 'Text with four bytes for each character; old.',
    ia5String: 'ASCII: for mail addresses and domain components.',
    numericString: 'Digits and blanks.',
    visibleString: 'Printable ASCII.',
    bitString: 'Bits, for a unique identifier.',
    octetString: 'Bytes, for an attribute that is no text.',
  },
  DirectoryString: {
    printableString: 'Text of letters, digits, blanks and a few marks.',
    utf8String: 'Text in UTF-8.',
    teletexString: 'Text in an old character set.',
    bmpString: 'Text with two bytes for each character.',
    universalString: 'Text with four bytes for each character.',
  },
  GeneralName: {
    '*': 'One name, of one of nine kinds.',
    otherName: 'A name of a kind that an object identifier defines, such as a Windows logon name.',
    rfc822Name: 'A mail address; in a constraint also a host, or a domain with a dot in front.',
    dNSName: 'A DNS name; a star may stand for its whole first label, and only there.',
    x400Address: 'An X.400 mail address; nobody uses it.',
    directoryName: 'A distinguished name.',
    ediPartyName: 'A partner in electronic data interchange; nobody uses it.',
    uniformResourceIdentifier: 'A URI: where to fetch something, or who a service is.',
    iPAddress: 'An IP address, 4 or 16 bytes; in a constraint followed by the mask.',
    registeredID: 'An object identifier used as a name.',
  },
  OtherName: {
    typeId: 'Which kind of name it is.',
    value: 'The name, in the form of its kind.',
  },
  EDIPartyName: {
    nameAssigner: 'Who gave the name.',
    partyName: 'The name.',
  },
  ORAddress: { '*': 'An X.400 address, kept as bytes.' },
} as const satisfies SentencesOfFields;
