// What a browser does with files. As script it is a fifth of what it would be as WebAssembly.

// The longest side of a picture that is sent, in pixels.
const LONGEST_SIDE = 2048;

// How well a picture is drawn anew: from 0 to 1.
const QUALITY = 0.85;

export async function ready(file) {
  return (await drawn(file).catch(() => null)) ?? file;
}

async function drawn(file) {
  // Drawn, a moving picture would stand still.
  if (!file.type.startsWith('image/') || file.type === 'image/gif') return null;
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(LONGEST_SIDE / Math.max(bitmap.width, bitmap.height), 1);
  // A drawing keeps its sharp edges and its transparency, unless it is too large.
  if (scale === 1 && ['image/png', 'image/webp'].includes(file.type)) return null;
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff'; // what was transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
}

// `fetch` doesn't tell how much of a body is through; this does.
export function send(path, token, id, name, content, progress) {
  const headers = { ...key(token), 'file-id': id, 'file-name': encodeURIComponent(name) };
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => progress(loaded / Math.max(total, 1));
    request.onloadend = () => done([request.status, request.responseText]);
    request.send(content);
  });
}

export async function fetched(path, token) {
  const answer = await fetch(path, { headers: key(token) });
  return answer.ok ? URL.createObjectURL(await answer.blob()) : undefined;
}

// A colleague has a cookie instead.
const key = (token) => (token ? { authorization: `Bearer ${token}` } : {});

export function save(address, name) {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}
