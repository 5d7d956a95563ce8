// Short and other forms of given names. Each entry is a name with what people who have it are called, and how it is
// spelled in other languages and transliterations.
const FORMS = `
abigail abby abbie gail; abraham abe ibrahim avraham; adela adele della adelaide addie dell; adelaide addie heidi;
adeline ada addy lena della adelina; adolph dolph adolf adolfo adolphus; adrian ade hadrian; agnes aggie nessie; ahmed
ahmad ahmet achmed; aisha ayesha aysha aicha; albert al bert bertie alberto; alexander alex al alec sandy xander
sascha sasha alejandro alessandro aleksandr alexandre oleksandr aleksander; alexandra alex sandra sandy lexi sasha
alejandra alessandra aleksandra oleksandra; alexis alex lexi lexie; alfred al fred freddie alf alfredo; alfreda freda
frieda alfie; alice allie ali alicia alisa; alison allie ali allison; alonzo al lon lonnie alonso; amanda mandy manda;
amelia amy millie mia emilia; amos moses; anastasia stacy ana nastya anastasiya tasia; andrew andy drew andreas andres
andrea andre andrei andrey andrzej andrii; angela angie angel angelika; ann anne anna annie nan nancy ana anya anita;
anthony tony ant anton antonio antoine antony; antoinette toni nettie; archibald archie; arnold arnie arnaldo; arthur
art artie arturo artur; ashley ash ashlee ashleigh lee; aubrey bree; augustus gus august augustine agustin; barbara
barb barbie babs bobbie varvara; bartholomew bart; beatrice bea trixie beatriz beatrix; benjamin ben benny benji
benjamim; bernard bernie bernhard bernardo barney; beverly bev; bradford brad ford; bradley brad; brian bryan bryant;
bridget biddy bridie birgit brigitte brigid; broderick rick brody rod; calvin cal; cameron cam; camilla cami millie
camille; carlton carl tony; carol carole carrie caroline carolyn karol; caroline carrie carol lina carolina karoline
karolina; carrie cassie; casey case; cassandra cass cassie sandra; catherine cathy kate katie kathy kit cat cate
katherine kathryn katharine kathleen katrina caterina catalina katarina ekaterina kateryna katarzyna; cecilia cecily
celia cissy cecile; charles charlie chuck chas carlos carl karl charley carlo karel; charlotte lottie charlie carlota;
chauncey chan; chester chet; christian chris kit cristian kristian; christiana chris christy kris tina ann; christina
chris chrissy tina christine kristina kristine cristina krystyna; christine christy kris kristy kristi chrissie;
christopher chris kit topher cristobal christoph christophe kristof krzysztof; claire clara clare clair; clarence
clare; clarissa clara cissy; clifford cliff; clifton cliff tony; constance connie constanza; cordelia delia cordy;
cornelius neil corny con conny niel; cynthia cindy; cyrus cy; dalton dal; daniel dan danny danilo daniil; danielle
dani daniela daniella ellie dany; david dave davey davy davi dawid; deborah deb debbie debra debora; delbert bert del;
delilah della lila; dennis denny denis dionisio; derek derrick rick ricky derick; diana di diane dina; diane dianne
dian di; dolores lola lolly; dominic dom nick dominik domingo domenico; donald don donnie; donna dona; dorothy dot
dottie dolly dora thea dorothea dorota; douglas doug; duncan dunk; edgar ed eddie; edith edie edye edythe; edmund ed
ned ted eddie; edward ed eddie ted ned teddy eduardo edouard eduard eddy; edwin ed eddie; eleanor ellie nell nora
lenore ella elinor eleonora leonor; elisha eli lish; elizabeth liz beth betty betsy lizzie eliza elsie lisa libby bess
elisabeth elspeth isabel isabella elisabetta elzbieta elizaveta yelizaveta lisbeth bessie liza lizzy libbie ellie;
ellen nell ellie nellie helen elena; elnora nora; emanuel manny manuel immanuel emmanuel; emily em emmy millie emilie;
emma em emmy; ernest ernie ernst ernesto; ernestine erna tina ernie; estella stella essie; esther essie hester ester;
eugene gene eugenio yevgeny evgeny; evelyn eve evie; ezekiel zeke; fatima fatimah fatma fatema; felicity flick fliss;
florence flo flossie; frances fran fanny francie frankie francesca francisca franziska francoise; francis frank fran
francisco francesco franz francois paco pancho franciszek; frederick fred freddie rick fritz frederic friedrich
federico; gabriel gabe; gabriella gabby ella gabriela gabrielle; garrett gary garry; gary garry gareth; genevieve gen
jenny; geoffrey geoff jeff jeffrey; george georgie jorge georg georges giorgio yuri jerzy; georgiana georgia georgie
gina; gerald gerry jerry gerard gerhard gerardo; gertrude gert trudy gertie; gilbert gil bert; glen glenn; grace
gracie gracia; gregory greg gregg gregor gregorio grigory grzegorz; guillermo memo; gwendolyn gwen wendy; harold hal
harry hap; harriet hattie harry; helen nell ellie helena elena helene; henrietta etta hettie nettie retta; henry hank
harry hal enrique heinrich henri enrico henryk heinz; herbert herb bert; hillary hilary hil; hiram hy; howard howie;
hubert hugh bert; hussein husain hussain hossein husayn; ian iain; ignatius iggy ignacio nacho; irene renie irina;
isaac ike zack; isabel izzy bella isabella belle isobel isabelle; isaiah zay; jacob jake jack jacobo jakob jakub
yakov; jacqueline jackie; james jim jimmy jamie jem diego jaime; jamie jamey james jaime; jane janie jenny jan janet
jeanne juana; janet jan; jason jay; jean jeannie; jeffrey jeff geoffrey jefferey; jennifer jen jenny jenn; jeremiah
jerry jeremy; jeremy jez jem; jerome jerry; jessica jess jessie; jessie jess jane janet; jesus chuy; jillian jill gill
gillian; joan joanie jo; joann jo joanne; joanna jo joanne johanna jody jodie joan; john johnny jack jon johann juan
jean giovanni ivan jan johannes hans sean ian janek jock jonny jonnie; jonathan jon johnny nathan jonathon johnathan
jonny jonnie; joseph joe joey jose pepe josef giuseppe jozef yusuf youssef yousef josip jody jos; josephine jo josie
josefina josefine joey jody fina; joshua josh; joyce joy; judith judy judi; judson jud sonny; julia julie jules giulia
yulia; julian jules julio; justin justus; katherine kat; kayla kay; kendall ken kenny; kendrick ken kenny; kenneth ken
kenny; kerry kerri keri; kevin kev; khadija khadijah; kimberly kim kimberley kimmy; kristin kris kristen kirsten
kristi; kristopher kris chris topher; lavinia vinnie; lawrence larry laurie lars lorenzo laurence laurent lorenz;
leonard len lenny leo leonardo leonhard; leroy lee roy; leslie les; letitia tish lettie; lillian lily lil lilian;
linda lin lindy lynn; lorraine lori lorrie; louis lou louie luis ludwig luigi ludovic; louise lou lulu luisa; lowell
low; lucas luke luca lukas luc; lucille lucy lu lucia lucie; lucius lucas lu; lydia liddy; madeline maddie madeleine
magdalena magda madelyn; madison maddy maddie; margaret maggie meg peggy marge margie greta daisy rita marjorie
margarita margarete marguerite malgorzata margit gretchen madge margery peg maggy gretta midge mag; maria mary marie
miriam maryam mariam marija mariya; mark marc marcus marco marcos markus marek; marsha marcia; martha marty marta;
martin marty martino marcin; mary molly polly mamie may maria marie; matilda tilly mattie maud tilla; matthew matt
matty mateo matthias mathieu matteo mateusz matthieu mattie thys; maureen mo reenie; maximilian max; meghan meg megan;
melinda lindy mel mindy; melissa mel missy lissa milly; mercedes mercy sadie; micah mike michael; michael mike mick
mickey micky miguel michel michele mikhail michal mikael mitch; michelle shelly micki chelle shelley mickey; mildred
millie; minnie wilhelmina mina; miranda mandy randi mira; mitchell mitch; mohammed muhammad mohamed mohammad muhammed
mehmet mohamad mohamud; monica monnie nica; mortimer mort; moses moe mose; muriel mur; mustafa mostafa mustapha;
myrtle myrt; nancy nan; naomi omi; natalie nat nattie natalia natalya nathalie; nathan nate nat; nathaniel nate nathan
nat; nelson nels; nicholas nick nicky nicolas nico klaus nikolai nikolaus claus nikolay mykola mikolaj; nicole nicky
nikki; norman norm; oliver ollie olivier; olivia liv livvy; oscar oz oskar; oswald oz ozzie waldo; pamela pam;
patricia pat patty trish tricia patsy patrizia patti trisha; patrick pat paddy patricio; paul paulie pablo paolo pavel
pawel pavlo; paula paulina pauline polly; penelope penny; peter pete pedro pierre pietro piotr petr pyotr petros
petro; philip phil pip phillip felipe philipp philippe; phyllis phyl; priscilla cilla prissy; prudence prue prudy;
rachel rae raquel rachael; ralph raphael rafe; randall randy rand; raphael rafael rafi rafaela; raymond ray ramon rae;
rebecca becky becca reba rebekah; regina gina reggie; reginald reg reggie; richard rick dick rich richie ricky ricardo
riccardo ryszard; robert bob bobby rob robbie bert robin roberto bill robby rupert hob; roberta bobbie robin; roderick
rod rick; roger rog rodger rogelio; roland rollie lanny; ronald ron ronnie; rosalind rosie linda roz; rose rosa rosie;
rosemary rose rosie; rosina sina; roxanne roxy; rudolph rudy rolf rodolfo rudolf olph dolph; russell russ rusty;
samantha sam sammy; samuel sam sammy samuele; sandra sandy; sarah sally sadie sara zara; sebastian seb bas; sergei
sergey sergio serge serhii; seth sethy; shannon shan; shaun shawn sean; sheldon shelly; sheridan dan sher; sheryl
cheryl sherry; shirley shirl; sidney sid sydney syd; sofia sophia sophie zofia sofie; solomon sol suleiman; stanley
stan stanislav stanislaw; stephanie steph stefanie stephie estefania; stephen steve stevie steven stefan esteban
stephan etienne stefano szczepan stepan; stuart stu stewart; susan sue susie suzie susanna suzanne susana zuzanna
susanne; susannah susan sukie; sylvester sly; sylvia syl silvia; tamara tammy; terence terry terrence; teresa terry
tess tessa theresa resa therese; thaddeus thad ted; theodore ted teddy theo teodoro fyodor; theresa tracy terri
tessie; thomas tom tommy tomas tommaso tomasz thom; timothy tim timmy timoteo timo; tobias toby tobin; tracy tracey;
ursula ulla; valerie val valeria; vanessa nessa; veronica ronnie vera nica veronika vonnie; victor vic viktor
vittorio; victoria vicky tori vickie viktoria; vincent vin vince vinny vicente vincenzo vic vinnie; violet vi;
virginia ginny ginger gina; vladimir vova volodya volodymyr; wallace wally wal; walter walt wally walther; wesley wes;
wilbur will willie; wilfred wilf fred; william bill billy will willy liam guillermo wilhelm guillaume guglielmo willem
willie wil bela; willis bill willy; wilson will willie; winifred winnie freda; winston win; woodrow woody drew; yosef
yossi; yvonne vonnie; zachariah zach zack zeke zak; zachary zach zack zac; zainab zaynab zeinab zeynep
`;

const related = new Map<string, Set<string>>();
for (const entry of FORMS.trim().split(';')) {
  const forms = entry.trim().split(/\s+/);
  for (const form of forms) {
    const others = related.get(form) ?? new Set();
    for (const other of forms) if (other !== form) others.add(other);
    related.set(form, others);
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Other forms of a given name, as it is written in Latin letters and lower case. */
export function otherForms(name: string): ReadonlySet<string> {
  return related.get(name) ?? NONE;
}

/** Whether it is a given name in its own right, and no slip in writing another. */
export function isKnownName(name: string): boolean {
  return related.has(name);
}
