import '../../ui/paper.css';
import './verify.css';
import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { certificateOf, verify } from '../../api/office.ts';
import { named } from '../../i18n/index.ts';
import { trackingNumber } from '../../number.ts';
import { Failure } from '../../ui/failure.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { inUse } from '../../ui/words.ts';
import { Sheet } from './sheet.tsx';
import { claims, isWhole, tokenOf } from './token.ts';
import { words } from './words.ts';

/** What stands behind the # of the address: a certificate, or the number of a report whose certificate is wanted. */
const shown = signal<{ token: string } | { report: string } | null>(null);

function readAddress(): void {
  const behind = decodeURIComponent(location.hash.slice(1));
  const [token, report] = [tokenOf(behind), trackingNumber(behind)];
  shown.value = token ? { token } : report ? { report } : null;
}

function show(token: string | null): void {
  history.pushState(null, '', token ? `/verify#${token}` : '/verify');
  shown.value = token ? { token } : null;
}

/** Says whether a certificate is genuine, and what is in it. */
export function VerifyPage() {
  useEffect(() => {
    readAddress();
    addEventListener('popstate', readAddress);
    addEventListener('hashchange', readAddress);
    return () => {
      removeEventListener('popstate', readAddress);
      removeEventListener('hashchange', readAddress);
    };
  }, []);
  const what = shown.value;
  return (
    <main class="page paper">
      <div class="paper-column verify">
        {!what && <Ask />}
        {what && 'report' in what && <OfReport key={what.report} number={what.report} />}
        {what && 'token' in what && <Verdict key={what.token} token={what.token} />}
      </div>
    </main>
  );
}

function Ask() {
  const t = inUse(words);
  const [pasted, setPasted] = useState('');
  // A link that was cut in copying says so at once.
  const [wrong, setWrong] = useState(() => location.hash.includes('WGC1'));
  const check = (event: Event) => {
    event.preventDefault();
    const token = tokenOf(pasted);
    setWrong(!token);
    if (token) show(token);
  };
  return (
    <>
      <header>
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
      </header>
      <form class="block" onSubmit={check} noValidate>
        <div>
          <label class="label" for="token">
            {t.token}
          </label>
          <textarea
            id="token"
            class="field token"
            rows={5}
            spellcheck={false}
            autocomplete="off"
            placeholder={t.tokenHint}
            value={pasted}
            aria-invalid={wrong}
            aria-describedby={wrong ? 'token-fault' : undefined}
            onInput={(event) => setPasted(event.currentTarget.value)}
          />
          {wrong && (
            <p class="fault" id="token-fault" role="alert">
              {t.notToken}
            </p>
          )}
        </div>
        <button type="submit" class="button chief">
          {t.check}
        </button>
      </form>
      <p class="tiny soft">{t.offlineTool}</p>
    </>
  );
}

function OfReport({ number }: { number: string }) {
  const t = inUse(words);
  const { data, error, again } = useFetched(number, (signal) => certificateOf(number, signal));
  if (data) return <Verdict token={data.token} />;
  if (!error) return <p role="status">{t.fetching}</p>;
  return (
    <>
      <header>
        <h1>{t.none}</h1>
        <p class="number soft">{number}</p>
      </header>
      <Failure error={error} retry={again} />
    </>
  );
}

function Verdict({ token }: { token: string }) {
  return isWhole(token) ? <Checked token={token} /> : <Incomplete />;
}

/** For what copying cut short: nobody altered it, and nothing of it can be relied on. */
function Incomplete() {
  const t = inUse(words);
  return (
    <>
      <div class="verdict" data-valid="unknown" role="status">
        <Icon name="wait" size={32} />
        <div>
          <h1>{t.incomplete}</h1>
          <p>{t.incompleteWhy}</p>
        </div>
      </div>
      <p>
        <button type="button" class="button chief" onClick={() => show(null)}>
          {t.pasteAgain}
        </button>
      </p>
    </>
  );
}

/** Reasons of the service begin with a small letter, as its errors do. */
const asSentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

function Checked({ token }: { token: string }) {
  const t = inUse(words);
  const { data, error, loading, again } = useFetched(token, (signal) => verify(token, signal));
  const said = data?.payload ?? claims(token);
  if (loading && !data) return <p role="status">{t.checking}</p>;
  return (
    <>
      {data && (
        <div class="verdict no-print" data-valid={data.valid} role="status">
          <Icon name={data.valid ? 'check' : 'close'} size={32} />
          <div>
            <h1>{data.valid ? t.genuine : t.forged}</h1>
            <p>{data.valid ? t.genuineWhy : (data.why && asSentence(named(data.why))) || t.forgedWhy}</p>
          </div>
        </div>
      )}
      {error && (
        <>
          <p class="notice warn">{t.away}</p>
          <Failure error={error} retry={again} />
        </>
      )}
      {said ? (
        <Sheet of={said} token={token} map={data?.map ?? null} genuine={data?.valid ?? false} />
      ) : (
        <p class="notice warn">{t.unread}</p>
      )}
      <Actions token={token} genuine={data?.valid ?? false} />
    </>
  );
}

function Actions({ token, genuine }: { token: string; genuine: boolean }) {
  const t = inUse(words);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(token);
      setCopied(true);
    } catch {
      // Without a clipboard the text still stands in the address.
    }
  };
  return (
    <p class="actions no-print">
      {genuine && (
        <button type="button" class="button chief" onClick={() => print()}>
          <Icon name="print" />
          {t.print}
        </button>
      )}
      <button type="button" class="button" onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite">{copied ? t.copied : t.copy}</span>
      </button>
      <button type="button" class="button bare" onClick={() => show(null)}>
        {t.another}
      </button>
    </p>
  );
}
