import { useEffect, useMemo, useState } from 'preact/hooks';
import { mostPhotos, presentable } from '../../../photo-box.ts';
import { Icon } from '../../../ui/icon.tsx';
import { offerUndo, UndoBar } from '../../../ui/undo.tsx';
import { inUse } from '../../../ui/words.ts';
import { photos } from '../draft.ts';
import { words } from './words.ts';

/** Photos that go with the report, from the camera or from the device. */
export function Photos() {
  const t = inUse(words).photos;
  const [reading, setReading] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = async (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length === 0) return;
    setReading(true);
    setFault(null);
    for (const file of files) {
      if (photos.peek().length >= mostPhotos) {
        setFault(t.full(mostPhotos));
        break;
      }
      const photo = await presentable(file);
      if (photo) photos.value = [...photos.peek(), photo];
      else setFault(t.notPicture(file.name));
    }
    setReading(false);
  };
  const remove = (i: number) => {
    const before = photos.peek();
    photos.value = before.filter((_, j) => j !== i);
    offerUndo(t.removed, () => {
      photos.value = before;
    });
  };
  const full = photos.value.length >= mostPhotos;
  const pick = (words: string, more: { capture?: 'environment'; multiple?: true }) => (
    <label class="button pick" data-off={full || undefined}>
      <input
        type="file"
        accept="image/*"
        disabled={full}
        {...more}
        onChange={(event) => void add(event.currentTarget)}
      />
      {words}
    </label>
  );
  return (
    <div class="part">
      <h2>{t.title}</h2>
      <p class="tiny soft">{t.hint(mostPhotos)}</p>
      {photos.value.length > 0 && (
        <ul class="previews">
          {photos.value.map((photo, i) => (
            <Preview key={photo} photo={photo} i={i + 1} remove={() => remove(i)} />
          ))}
        </ul>
      )}
      <div class="row wrap">
        <span class="pick-camera">{pick(t.camera, { capture: 'environment' })}</span>
        {pick(t.files, { multiple: true })}
      </div>
      <p class="small soft" role="status">
        {reading && t.reading}
      </p>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <UndoBar />
    </div>
  );
}

function Preview({ photo, i, remove }: { photo: Blob; i: number; remove: () => void }) {
  const t = inUse(words).photos;
  const url = useMemo(() => URL.createObjectURL(photo), [photo]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <li>
      <img src={url} alt={t.photo(i)} />
      <button type="button" class="button square" aria-label={t.remove(i)} onClick={remove}>
        <Icon name="close" size={20} />
      </button>
    </li>
  );
}
