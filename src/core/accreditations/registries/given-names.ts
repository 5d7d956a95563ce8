// Short and everyday forms of given names: who is listed as Bob may be the Robert who is asked about.
import { editDistance } from '../../base/edit-distance.ts';

/** Each line is one name in its forms; a form may stand in several. */
const FORMS = [
  'alexander alex al alec sandy xander',
  'alexandra alex sandra sandy lexi',
  'andrew andy drew',
  'anthony antony tony',
  'barbara barb babs barbie',
  'benjamin ben benny',
  'catherine katherine kathryn cathy kathy kate katie kat kitty kath cath',
  'charles charlie chuck chas',
  'christine christina chris chrissy tina',
  'christopher chris kit topher',
  'daniel dan danny',
  'david dave davey',
  'deborah debra deb debbie',
  'donald don donny',
  'dorothy dot dottie dolly',
  'edward ed eddie ned ted teddy',
  'elizabeth elisabeth liz lizzie beth betty betsy eliza libby bess lisa',
  'frances fran frannie francie',
  'francis frank frankie',
  'frederick fred freddie',
  'gerald gerry jerry',
  'gregory greg',
  'helen nell nellie lena',
  'henry harry hank hal',
  'jacob jake',
  'james jim jimmy jamie jem',
  'janet jan',
  'jennifer jen jenny',
  'jessica jess jessie',
  'john jack johnny jon',
  'jonathan jon jonny',
  'joseph joe joey',
  'joshua josh',
  'judith judy jude',
  'kenneth ken kenny',
  'lawrence laurence larry laurie',
  'leonard len lenny leo',
  'margaret maggie meg peggy peg marge margie greta rita daisy',
  'mary molly polly mamie may',
  'matthew matt',
  'michael mike mick mickey',
  'nicholas nick nicky',
  'nicole nicky nikki',
  'pamela pam',
  'patricia pat patty patti trish trisha tricia',
  'patrick pat paddy rick',
  'peter pete',
  'philip phillip phil',
  'raymond ray',
  'rebecca becky becca',
  'richard dick rick ricky rich richie',
  'robert bob bobby rob robbie bert',
  'ronald ron ronnie',
  'samuel samantha sam sammy',
  'sarah sally sadie',
  'stephen steven steve stevie',
  'susan suzanne sue susie suzy',
  'theodore ted teddy theo',
  'theresa teresa terry tess tessa',
  'thomas tom tommy',
  'timothy tim',
  'victoria vicky tori',
  'william bill billy will willy liam',
].map((line) => new Set(line.split(' ')));

/** Whether two given names, in lower case and without accents, may be forms of one. */
export function mayBeSameGivenName(one: string, other: string): boolean {
  return one !== other && FORMS.some((forms) => forms.has(one) && forms.has(other));
}

/** Whether two words differ by a slip or two of the keyboard: one in a short word, two from six letters on. */
export function isNearly(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  const allowed = shorter < 6 ? 1 : 2;
  return shorter >= 3 && Math.abs(one.length - other.length) <= allowed && editDistance(one, other) <= allowed;
}
