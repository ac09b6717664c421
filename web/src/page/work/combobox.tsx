import { useState } from 'preact/hooks';

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

/** The options that match what was typed, in their order: those that begin with it first. */
export function matching(options: readonly Option[], typed: string): readonly Option[] {
  const q = typed.trim().toLowerCase();
  if (!q) return options;
  const rank = (o: Option) => {
    const texts = [o.label.toLowerCase(), o.value.toLowerCase()];
    if (texts.some((x) => x.startsWith(q))) return 0;
    return texts.some((x) => x.includes(q)) ? 1 : 2;
  };
  return options.filter((o) => rank(o) < 2).sort((a, b) => rank(a) - rank(b));
}

/**
 * A field that finds one of many: type, arrows, Enter. The first match is chosen while one types, so that Enter takes it; with
 * nothing typed Enter leaves the form to take what is chosen.
 */
export function Combobox(props: ComboboxProps) {
  const { id, options, value, choose, placeholder, none, invalid, describedBy, typing } = props;
  const chosen = options.find((o) => o.value === value);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const open = typed !== null;
  const found = matching(options, typed ?? '');
  const take = (option: Option | undefined) => {
    if (!option) return;
    choose(option.value);
    setTyped(null);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!open) {
        setTyped('');
        setActive(Math.max(0, options.indexOf(chosen as Option)));
      } else setActive(Math.min(Math.max(active + step, 0), found.length - 1));
    } else if (event.key === 'Enter' && open && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      take(found[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(null);
    } else if (event.key === 'Tab' && open) take(found[active]);
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
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => !open && setTyped('')}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
          typing?.(event.currentTarget.value);
        }}
        onKeyDown={onKey}
        onBlur={() => setTyped(null)}
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
