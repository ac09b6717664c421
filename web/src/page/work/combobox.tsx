import { useState } from 'preact/hooks';
import { initials } from './initials.ts';

export interface Option {
  value: string;
  label: string;
  hint?: string | undefined;
}

interface ComboboxProps {
  id: string;
  options: readonly Option[];
  value: string;
  choose: (value: string) => void;
  placeholder: string;
  none: string;
  invalid: boolean;
  describedBy: string | undefined;
  /** Told of what is typed: the options may be fetched by it. */
  typing?: (typed: string) => void;
}

/** The options that match what was typed, or whose initials do, in their order: those that begin with it first. */
export function matching(options: readonly Option[], typed: string): readonly Option[] {
  const q = typed.trim().toLowerCase();
  if (!q) return options;
  const latin = /^[a-z0-9]+$/.test(q);
  const rank = (o: Option) => {
    const texts = [o.label.toLowerCase(), o.value.toLowerCase()];
    if (texts.some((x) => x.startsWith(q))) return 0;
    if (texts.some((x) => x.includes(q))) return 1;
    if (!latin || !/\p{Script=Han}/u.test(o.label)) return none;
    const first = initials(o.label);
    if (first.includes(q)) return 2;
    return first[0] === q[0] && inOrder(q, first) ? 3 : none;
  };
  return options.filter((o) => rank(o) < none).sort((a, b) => rank(a) - rank(b));
}

const none = 4;

/** Whether the letters of a short form stand in a long one in this order: cg in csglg. */
function inOrder(short: string, long: string): boolean {
  let at = -1;
  for (const letter of short) {
    at = long.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/**
 * A field that finds one of many: all of them show when it has the focus; type, arrows, Enter. The first match is chosen while one
 * types, so that Enter takes it; with nothing typed Enter leaves the form to take what is chosen.
 */
export function Combobox(props: ComboboxProps) {
  const { id, options, value, choose, placeholder, none, invalid, describedBy, typing } = props;
  const chosen = options.find((o) => o.value === value);
  /** What was typed since it was unfolded; null: nothing, and what is chosen stands there. */
  const [typed, setTyped] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  /** Which of those found Enter takes; -1: none, it is the form's. */
  const [active, setActive] = useState(-1);
  const found = matching(options, typed ?? '');
  const take = (option: Option | undefined) => {
    if (!option) return;
    choose(option.value);
    fold();
  };
  const fold = () => {
    setTyped(null);
    setOpen(false);
  };
  const unfold = () => {
    setOpen(true);
    setActive(chosen ? options.indexOf(chosen) : -1);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!open) unfold();
      else setActive(Math.min(Math.max(active + step, 0), found.length - 1));
    } else if (event.key === 'Enter' && found[active] && open && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(found[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      fold();
    } else if (event.key === 'Tab' && open && typed) take(found[active]);
  };
  return (
    <div class="work-combobox">
      <input
        id={id}
        class="field"
        role="combobox"
        autocomplete="off"
        aria-expanded={open}
        aria-controls={`${id}-options`}
        aria-activedescendant={open && found[active] ? `${id}-${found[active].value}` : undefined}
        aria-autocomplete="list"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        placeholder={placeholder}
        value={typed ?? chosen?.label ?? ''}
        onFocus={(event) => {
          event.currentTarget.select();
          unfold();
        }}
        onClick={() => !open && unfold()}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setOpen(true);
          setActive(event.currentTarget.value.trim() ? 0 : -1);
          typing?.(event.currentTarget.value);
        }}
        onKeyDown={onKey}
        onBlur={fold}
      />
      <div id={`${id}-options`} role="listbox" aria-label={placeholder} class="work-options" hidden={!open}>
        {open &&
          found.map((o, i) => (
            <div
              key={o.value}
              id={`${id}-${o.value}`}
              role="option"
              tabIndex={-1}
              class="work-option"
              aria-selected={i === active}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                take(o);
              }}
            >
              <span>{o.label}</span>
              <span class="tiny soft">{o.hint ?? o.value}</span>
            </div>
          ))}
        {open && found.length === 0 && <p class="small soft work-option">{none}</p>}
      </div>
    </div>
  );
}
