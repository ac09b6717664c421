import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { inUse } from './words.ts';

const copying = { zh: { copy: '复制', copied: '已复制' }, en: { copy: 'Copy', copied: 'Copied' } };

/** A text that is shown once and never again, a password or a key: why that is, the text, and a button that copies it. */
export function Once({ words, secret }: { words: string; secret: string }) {
  const t = inUse(copying);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied(true);
    } catch {
      // Without a clipboard the text still stands there: one press marks it whole.
    }
  };
  return (
    <div class="once stack tight">
      <p class="small">{words}</p>
      <code>{secret}</code>
      <p>
        <button type="button" class="button" onClick={() => void copy()}>
          <Icon name={copied ? 'check' : 'copy'} />
          <span aria-live="polite">{copied ? t.copied : t.copy}</span>
        </button>
      </p>
    </div>
  );
}
