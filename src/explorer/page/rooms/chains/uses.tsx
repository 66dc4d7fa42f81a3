/** Which certificate each component of a cluster presents to which other, and by which CA that one verifies it. */
import { CLUSTER_LINKS, type ClusterLink, type Side } from '../../../chains/cluster-links.ts';
import { SCROLLS } from '../../parts/scrolls.ts';
import { amend, place, roomAddress } from '../../state.ts';
import { ANEW } from './walk.tsx';
import { say } from './words.ts';

export function Uses() {
  return (
    <section aria-labelledby="uses">
      <h2 id="uses">{say('uses')}</h2>
      <section class="wide-table" aria-label={say('uses')} {...SCROLLS}>
        <table class="uses">
          <thead>
            <tr>
              {(['caller', 'shows', 'verifiedBy', 'called', 'answers', 'verifiedBy'] as const).map((name, i) => (
                <th key={i} scope="col">
                  {say(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {CLUSTER_LINKS.map((link) => (
              <LinkRow key={link.name} link={link} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function LinkRow({ link }: { readonly link: ClusterLink }) {
  const { name, client, server, shows, verifiedBy, answers } = link;
  return (
    <tr>
      <th scope="row">{say(`component.${client}`)}</th>
      <td>
        <Shown link={name} side="client" id={shows} />
      </td>
      <td>{verifiedBy}</td>
      <td>{say(`component.${server}`)}</td>
      {answers === undefined ? (
        <td colSpan={2}>{say('elsewhere')}</td>
      ) : (
        <>
          <td>
            <Shown link={name} side="server" id={answers.with} />
          </td>
          <td>{answers.verifiedBy}</td>
        </>
      )}
    </tr>
  );
}

/** A certificate; selecting it validates it. */
function Shown({ link, side, id }: { readonly link: string; readonly side: Side; readonly id: string }) {
  const { step: _, pathStep: __, ...settings } = place.value.settings;
  const here = settings['link'] === link && (settings['side'] ?? 'server') === side;
  const to = { link, side, cert: id };
  return (
    <a
      href={roomAddress('chains', { ...settings, ...to })}
      aria-current={here ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        amend({ ...to, ...ANEW });
      }}
    >
      {id}
    </a>
  );
}
