/** The table of peers, in both directions. One file, so that what is built for a peer is built once. */
import './their-clients.ts';
import './their-clients-habits.ts';
import './their-servers.ts';
