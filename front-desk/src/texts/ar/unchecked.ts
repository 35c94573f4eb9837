/** The list is that of prescription-service, by its own words: a test holds the two together. */
const words: Readonly<Record<string, string>> = {
  dose: 'الجرعة',
  'age and weight': 'العمر والوزن',
  'pregnancy and breast-feeding': 'الحمل والرضاعة',
  'kidney function': 'وظيفة الكلى',
  'liver function': 'وظيفة الكبد',
  'other diseases': 'أمراض أخرى',
  'medicines and food that are not prescribed here': 'أدوية وأغذية لم توصف هنا',
};

const details: Readonly<Record<string, string>> = {
  'allergies-not-asked': 'لم يسجّل أحد هل لدى المريض حساسية. اسأله، وسجّلها، أو سجّل أنه لا حساسية لديه.',
  'allergies-not-checked': 'خدمة المرضى غير موصولة هنا، فلم تُفحص الحساسية.',
};

export const unchecked = {
  unchecked: words,
  findingDetails: details,
  listComma: '، ',
  ownRule: 'قاعدة خدمة الوصفات نفسها',
};
