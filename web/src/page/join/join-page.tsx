import '../../ui/paper.css';
import './join.css';
import { useState } from 'preact/hooks';
import { type Code, gridCodeOf } from '../../api/office.ts';
import { gridCode } from '../../number.ts';
import { address, go } from '../../router.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { inUse } from '../../ui/words.ts';
import { JoinForm } from './join-form.tsx';
import { words } from './words.ts';

/** Where a scanned grid code leads: report here, or join those who serve the cell. */
export function JoinPage() {
  const asked = new URLSearchParams(address.value.query).get('code') ?? '';
  const code = gridCode(asked);
  return (
    <main class="page paper">
      <div class="paper-column">
        {code ? <Place key={code} code={code} /> : asked ? <Unknown code={asked} /> : <Ask first="" />}
      </div>
    </main>
  );
}

function Place({ code }: { code: string }) {
  const t = inUse(words);
  const { data, error, again } = useFetched(code, (signal) => gridCodeOf(code, signal));
  const [joining, setJoining] = useState(false);
  if (error?.status === 404 || error?.status === 400) return <Unknown code={code} />;
  if (error) return <Failure error={error} retry={again} />;
  if (!data) {
    return (
      <div class="block" role="status">
        <span class="unseen">{t.looking}</span>
        <span class="skeleton" />
        <span class="skeleton" />
      </div>
    );
  }
  if (data.withdrawn) return <Withdrawn of={data} />;
  return (
    <>
      <header>
        <p class="lead">{t.here}</p>
        <h1>{data.label}</h1>
        <p>{data.cell ? t.cell(data.cell_name || data.cell) : t.outside}</p>
      </header>
      {joining ? (
        <JoinForm of={data} leave={() => setJoining(false)} />
      ) : (
        <Choices of={data} join={() => setJoining(true)} />
      )}
      <p class="tiny soft number">{data.code}</p>
    </>
  );
}

function Choices({ of, join }: { of: Code; join: () => void }) {
  const t = inUse(words);
  return (
    <section class="choices" aria-label={t.choose}>
      <a class="choice" href={`/report?code=${encodeURIComponent(of.code)}`}>
        <Icon name="report" size={32} />
        <strong>{t.report}</strong>
        <span class="small soft">{t.reportWhy}</span>
      </a>
      {of.cell && (
        <button type="button" class="choice" onClick={join}>
          <Icon name="plus" size={32} />
          <strong>{t.volunteer}</strong>
          <span class="small soft">{t.volunteerWhy}</span>
        </button>
      )}
    </section>
  );
}

function Withdrawn({ of }: { of: Code }) {
  const t = inUse(words);
  return (
    <>
      <header>
        <h1>{t.withdrawn}</h1>
        <p class="lead">{of.label}</p>
      </header>
      <p>{t.withdrawnWhy}</p>
      <p>
        <a class="button" href={`/report?at=${of.lon},${of.lat}`}>
          {t.reportAnyway}
        </a>
      </p>
    </>
  );
}

function Unknown({ code }: { code: string }) {
  const t = inUse(words);
  return (
    <>
      <header>
        <h1>{t.unknown}</h1>
        <p class="number soft">{code}</p>
      </header>
      <p>{t.unknownWhy}</p>
      <Ask first={code} bare />
    </>
  );
}

function Ask({ first, bare }: { first: string; bare?: boolean }) {
  const t = inUse(words);
  const [typed, setTyped] = useState(first);
  const [wrong, setWrong] = useState(false);
  const look = (event: Event) => {
    event.preventDefault();
    const code = gridCode(typed);
    setWrong(!code);
    if (code) go(`/join?code=${code}`);
  };
  return (
    <>
      {!bare && (
        <header>
          <h1>{t.title}</h1>
          <p class="lead">{t.noCode}</p>
        </header>
      )}
      <form class="block" onSubmit={look} noValidate>
        <div>
          <label class="label" for="code">
            {t.code}
          </label>
          <input
            id="code"
            class="field number"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder={t.codeHint}
            value={typed}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'code-fault' : undefined}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          {wrong && (
            <p class="fault" id="code-fault" role="alert">
              {t.notCode}
            </p>
          )}
        </div>
        <button type="submit" class="button chief">
          {t.look}
        </button>
      </form>
    </>
  );
}
