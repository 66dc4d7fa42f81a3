/** The choice of the other end: one in this page, or a server that the page's relay reaches. */
import { useMemo } from 'preact/hooks';
import { pageRelay } from '../../relay.ts';
import { goTo } from '../../state.ts';
import { say } from './words.ts';

export function PeerChoice({ peer }: { readonly peer: string }) {
  const relay = useMemo(pageRelay, []);
  if (relay === undefined && peer === '') return null;
  const destinations = relay?.destinations ?? [];
  const isReached = peer === '' || destinations.includes(peer);
  return (
    <label class="field pick">
      <span>{say('peer')}</span>
      <select
        value={peer}
        // The settings of a session in the page are not those of one with a server.
        onChange={({ currentTarget: { value } }) => goTo('handshake', value === '' ? {} : { peer: value })}
      >
        <option value="">{say('own')}</option>
        {destinations.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
        {!isReached && <option value={peer}>{say('other', peer)}</option>}
      </select>
    </label>
  );
}
