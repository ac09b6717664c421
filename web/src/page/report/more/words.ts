const zh = {
  code: {
    looking: '正在查找网格码的地点…',
    at: (label: string) => `地点来自网格码：${label}`,
    cell: (name: string) => `属于 ${name}`,
    moved: '图钉已移开网格码的地点。',
    back: '回到网格码的地点',
    unknown: '这不是本地的网格码，可能印错或被改动过。请在地图上选地点。',
    withdrawn: '这张网格码已经停用。请在地图上选地点。',
    offline: '现在查不到网格码的地点，请在地图上选地点。',
  },
  alike: {
    title: '是这个吗？',
    lead: '附近有人报过类似的事。如果是同一件，点“我也看到了”，会合在一起办。',
    me: '我也看到了',
    chosen: '已选：合在一起办，你仍会得到自己的编号',
    none: '都不是',
    away: (m: string) => `相距 ${m}`,
  },
  photos: {
    title: '照片（可不拍）',
    hint: (n: number) => `最多 ${n} 张。拍到人脸、门牌、车牌也没关系，公开前会有人看过。`,
    camera: '拍照',
    files: '选照片',
    photo: (i: number) => `第 ${i} 张照片`,
    remove: (i: number) => `去掉第 ${i} 张`,
    removed: '已去掉一张照片',
    notPicture: (name: string) => `“${name}”不是这个浏览器能读的照片。`,
    full: (n: number) => `最多 ${n} 张，多出的没有加上。`,
    reading: '正在读取照片…',
  },
  contact: {
    title: '留下联系方式（可不填）',
    why: '只有办理人员能看到，用于核实和回复。',
    name: '称呼',
    phone: '电话',
    email: '邮箱（办结时收到结果）',
    notPhone: '这不像电话号码：5 到 20 位，可以有空格、+、-、括号。',
    notEmail: '这不像邮箱地址，如 name@example.com。',
    consent: (version: string) => `填写即表示同意下面的说明（${version} 版）。`,
    read: '个人信息怎样使用',
    later: '联网后可看到个人信息使用说明；随时可以凭编号删除联系方式。',
  },
  sent: {
    track: '看进度',
    certificate: '权属凭证',
    sending: (n: number) => `还有 ${n} 张照片正在发送，可以离开这一页`,
    arrived: '照片已全部送达',
    refused: '有照片没有被接受',
  },
};

const en: typeof zh = {
  code: {
    looking: 'Finding the place of the grid code…',
    at: (label: string) => `The place is that of the grid code: ${label}`,
    cell: (name: string) => `It belongs to ${name}`,
    moved: 'The pin has left the place of the grid code.',
    back: 'Back to the place of the code',
    unknown: 'This is no grid code of this place. It may be misprinted or altered. Please choose the place on the map.',
    withdrawn: 'This grid code is no longer in use. Please choose the place on the map.',
    offline: 'The place of the grid code can’t be found just now. Please choose it on the map.',
  },
  alike: {
    title: 'Is it this?',
    lead: 'Something like it has been reported near by. If it is the same, say so and both are dealt with as one.',
    me: 'I saw it too',
    chosen: 'Chosen: dealt with as one. You still get a number of your own',
    none: 'None of these',
    away: (m: string) => `${m} away`,
  },
  photos: {
    title: 'Photos (optional)',
    hint: (n: number) =>
      `Up to ${n}. Faces, doors and number plates do no harm: somebody looks before the public does.`,
    camera: 'Take a photo',
    files: 'Choose photos',
    photo: (i: number) => `Photo ${i}`,
    remove: (i: number) => `Remove photo ${i}`,
    removed: 'One photo removed',
    notPicture: (name: string) => `“${name}” is no picture that this browser can read.`,
    full: (n: number) => `There is room for ${n}. The others were left out.`,
    reading: 'Reading the photos…',
  },
  contact: {
    title: 'How to reach you (optional)',
    why: 'Seen only by those who deal with the matter, to ask and to answer.',
    name: 'Name',
    phone: 'Phone',
    email: 'E-mail (the result is sent there)',
    notPhone: 'This is no telephone number: 5 to 20 digits, with spaces, +, - or brackets.',
    notEmail: 'This is no e-mail address, such as name@example.com.',
    consent: (version: string) => `By filling it in you agree to the words below (version ${version}).`,
    read: 'What is done with personal data',
    later: 'The words on personal data come with the network. You can delete this at any time with your number.',
  },
  sent: {
    track: 'See how it goes on',
    certificate: 'Certificate',
    sending: (n: number) =>
      n === 1
        ? 'One photo is still being sent; you may leave this page'
        : `${n} photos are still being sent; you may leave this page`,
    arrived: 'All photos have arrived',
    refused: 'A photo was not accepted',
  },
};

export const words = { zh, en };
