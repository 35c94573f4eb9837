import type { board as en } from '../en/board';

export const board: typeof en = {
  board: {
    inBar: 'شاشة الانتظار',
    title: 'يُرجى انتظار النداء',
    with: 'الطبيب',
    next: 'التالي',
    then: 'ثم',
    nobody: 'لا أحد ينتظر.',
    old: (time) => `لا اتصال. حتى ${time}.`,
    back: 'العودة إلى اليوم',
    code: (code) => `على الشاشة: ${code}`,
  },
};
