import { gs1CheckDigit } from '../../contracts/gtin.ts';
import { Product } from '../../contracts/product.ts';

/** GS1 keeps this prefix for demonstrations: no real product carries it. Source: GS1 company prefix list. */
const DEMONSTRATION_PREFIX = '952';

/** Till name, English, simplified and traditional Chinese, price in fen. */
type Row = readonly [string, string, string, string, number];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  drinks: [
    ['SPRING WATER 550', 'Spring water 550 ml', '山泉水550毫升', '山泉水550毫升', 250],
    ['COLA 330', 'Cola 330 ml', '可乐330毫升', '可樂330毫升', 300],
    ['LEMON SODA 500', 'Lemon soda 500 ml', '柠檬苏打500毫升', '檸檬蘇打500毫升', 450],
    ['GREEN TEA 1L', 'Green tea 1 l', '绿茶1升', '綠茶1公升', 690],
    ['ORANGE JUICE 1L', 'Orange juice 1 l', '橙汁1升', '柳橙汁1公升', 1380],
    ['OAT DRINK 1L', 'Oat drink 1 l', '燕麦奶1升', '燕麥奶1公升', 1890],
    ['COFFEE BEANS 500G', 'Coffee beans 500 g', '咖啡豆500克', '咖啡豆500克', 5900],
    ['JASMINE TEA 200G', 'Jasmine tea 200 g', '茉莉花茶200克', '茉莉花茶200克', 4280],
  ],
  snacks: [
    ['SEA SALT CRISPS', 'Sea salt crisps', '海盐薯片', '海鹽洋芋片', 790],
    ['RICE CRACKERS', 'Rice crackers', '米饼', '米餅', 650],
    ['ROASTED PEANUTS', 'Roasted peanuts', '烤花生', '烤花生', 980],
    ['DARK CHOCOLATE', 'Dark chocolate', '黑巧克力', '黑巧克力', 1590],
    ['WALNUTS 400G', 'Walnuts 400 g', '核桃400克', '核桃400克', 3680],
    ['DRIED MANGO', 'Dried mango', '芒果干', '芒果乾', 1980],
    ['BUTTER BISCUITS', 'Butter biscuits', '黄油饼干', '奶油餅乾', 1280],
    ['SEAWEED SHEETS', 'Seaweed sheets', '海苔', '海苔', 1150],
  ],
  dairy: [
    ['WHOLE MILK 1L', 'Whole milk 1 l', '全脂牛奶1升', '全脂牛奶1公升', 1290],
    ['PLAIN YOGHURT', 'Plain yoghurt', '原味酸奶', '原味優格', 850],
    ['BUTTER 250G', 'Butter 250 g', '黄油250克', '奶油250克', 2380],
    ['GOUDA 300G', 'Gouda 300 g', '高达奶酪300克', '高達起司300克', 3280],
    ['EGGS 10', 'Eggs, ten', '鸡蛋10枚', '雞蛋10顆', 1480],
    ['CREAM 200', 'Cream 200 ml', '淡奶油200毫升', '鮮奶油200毫升', 1190],
  ],
  bakery: [
    ['TOAST BREAD', 'Toast bread', '吐司面包', '吐司麵包', 1090],
    ['SOURDOUGH', 'Sourdough loaf', '酸面包', '酸種麵包', 2280],
    ['CROISSANTS 4', 'Croissants, four', '牛角包4个', '可頌4個', 1680],
    ['SESAME BUNS 6', 'Sesame buns, six', '芝麻小面包6个', '芝麻小麵包6個', 1290],
    ['EGG TARTS 4', 'Egg tarts, four', '蛋挞4个', '蛋塔4個', 1580],
  ],
  fruit: [
    ['APPLES BAG', 'Apples, bag', '苹果一袋', '蘋果一袋', 1590],
    ['BANANAS', 'Bananas', '香蕉', '香蕉', 890],
    ['ORANGES BAG', 'Oranges, bag', '橙子一袋', '柳橙一袋', 1790],
    ['BLUEBERRIES', 'Blueberries', '蓝莓', '藍莓', 2490],
    ['GRAPES 1KG', 'Grapes 1 kg', '葡萄1公斤', '葡萄1公斤', 2980],
    ['DURIAN', 'Durian', '榴莲', '榴槤', 11800],
  ],
  vegetables: [
    ['TOMATOES 500G', 'Tomatoes 500 g', '番茄500克', '番茄500克', 690],
    ['CUCUMBERS 3', 'Cucumbers, three', '黄瓜3根', '小黃瓜3根', 590],
    ['PAK CHOI', 'Pak choi', '小白菜', '青江菜', 480],
    ['SHIITAKE 250G', 'Shiitake 250 g', '香菇250克', '香菇250克', 1290],
    ['POTATOES 2KG', 'Potatoes 2 kg', '土豆2公斤', '馬鈴薯2公斤', 990],
    ['SPINACH', 'Spinach', '菠菜', '菠菜', 650],
  ],
  pantry: [
    ['RICE 5KG', 'Rice 5 kg', '大米5公斤', '白米5公斤', 4990],
    ['NOODLES 1KG', 'Wheat noodles 1 kg', '面条1公斤', '麵條1公斤', 980],
    ['SOY SAUCE 500', 'Soy sauce 500 ml', '酱油500毫升', '醬油500毫升', 1280],
    ['SESAME OIL 250', 'Sesame oil 250 ml', '香油250毫升', '麻油250毫升', 2150],
    ['RAPESEED OIL 5L', 'Rapeseed oil 5 l', '菜籽油5升', '菜籽油5公升', 6990],
    ['HONEY 500G', 'Honey 500 g', '蜂蜜500克', '蜂蜜500克', 3990],
    ['CHILLI PASTE', 'Chilli paste', '辣椒酱', '辣椒醬', 1090],
  ],
  frozen: [
    ['DUMPLINGS 1KG', 'Dumplings 1 kg', '水饺1公斤', '水餃1公斤', 3280],
    ['SHRIMP 500G', 'Shrimp 500 g', '虾仁500克', '蝦仁500克', 4980],
    ['ICE CREAM 1L', 'Ice cream 1 l', '冰淇淋1升', '冰淇淋1公升', 2890],
    ['FROZEN PEAS', 'Frozen peas', '冷冻豌豆', '冷凍豌豆', 890],
  ],
  household: [
    ['TISSUES 12', 'Tissues, twelve', '纸巾12包', '面紙12包', 2990],
    ['DETERGENT 2L', 'Detergent 2 l', '洗衣液2升', '洗衣精2公升', 4590],
    ['DISH SOAP 1L', 'Dish soap 1 l', '洗洁精1升', '洗碗精1公升', 1490],
    ['BIN BAGS 50', 'Bin bags, fifty', '垃圾袋50只', '垃圾袋50入', 1180],
    ['BATTERIES AA 8', 'Batteries AA, eight', '五号电池8节', '三號電池8入', 2680],
  ],
  care: [
    ['SHAMPOO 400', 'Shampoo 400 ml', '洗发水400毫升', '洗髮精400毫升', 3590],
    ['HAND SOAP', 'Hand soap', '洗手液', '洗手乳', 1290],
    ['TOOTHPASTE', 'Toothpaste', '牙膏', '牙膏', 1590],
    ['TOOTHBRUSHES 4', 'Toothbrushes, four', '牙刷4支', '牙刷4入', 1990],
    ['SUN CREAM 100', 'Sun cream 100 ml', '防晒霜100毫升', '防曬乳100毫升', 6800],
  ],
};

/** The EAN-13 of the n-th invented product. */
function gtinOf(index: number): string {
  const body = DEMONSTRATION_PREFIX + String(index + 1).padStart(9, '0');
  return body + String(gs1CheckDigit(body));
}

/** An invented supermarket: 60 products in ten categories, with valid EAN-13s, in three languages, prices in fen. */
export const VIRTUAL_PRODUCTS: readonly Product[] = Object.entries(ROWS)
  .flatMap(([category, rows]) => rows.map((row) => ({ category, row })))
  .map(({ category, row: [tillName, en, hans, hant, unitPriceMinor] }, index) =>
    Product.parse({
      code: `P${String(index + 1).padStart(3, '0')}`,
      gtins: [gtinOf(index)],
      tillNames: [tillName],
      title: { en, 'zh-Hans': hans, 'zh-Hant': hant },
      category,
      unitPriceMinor,
    }),
  );

/** The categories that the virtual shop sells as food. */
export const FOOD_CATEGORIES: readonly string[] = [
  'drinks',
  'snacks',
  'dairy',
  'bakery',
  'fruit',
  'vegetables',
  'pantry',
  'frozen',
];
