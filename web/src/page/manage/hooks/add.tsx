import { useState } from 'preact/hooks';
import { hooks } from '../../../api/manage.ts';
import { AddBox, useAdding } from '../../../ui/add-box.tsx';
import { Once } from '../../../ui/once.tsx';
import { inUse } from '../../../ui/words.ts';
import { type Draft, HookFields, isAddress } from './fields.tsx';
import { words } from './words.ts';

const empty: Draft = { kind: 'webhook', title: '', url: '', secret: '', area: '', events: [] };

/** Adds a hook. A secret that the service made is shown here, once: without it nobody can check the signatures. */
export function Add({ added }: { added: () => void }) {
  const t = inUse(words);
  const [typed, set] = useState(empty);
  const adding = useAdding();
  const create = () => {
    const { kind, area, secret } = typed;
    const [title, url] = [typed.title.trim(), typed.url.trim()];
    const body = { kind, title, url, events: [...typed.events], area, ...(kind !== 'wecom' && secret && { secret }) };
    void adding.add(title !== '' && isAddress(url), async () => {
      const made = await hooks.create(body);
      set({ ...empty, kind });
      added();
      return made.secret ? (
        <Once key={made.id} words={`${t.created(title)}${t.once}`} secret={made.secret} />
      ) : (
        t.created(title)
      );
    });
  };
  return (
    <AddBox adding={adding} title={t.add} button={t.create} submit={create}>
      <HookFields of={typed} set={set} tried={adding.tried} error={adding.error} />
    </AddBox>
  );
}
