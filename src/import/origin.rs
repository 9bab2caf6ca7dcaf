//! Where figures come from: one line a publication.

/// A publication, as a scenario's `[sources]` states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its id in `[sources]`.
    pub id: &'static str,
    pub title: &'static str,
    pub publisher: &'static str,
    pub url: &'static str,
    /// Figures of a lower rank outrank those of a higher one on the same thing; equals are averaged.
    pub rank: u8,
}

/// Index into [`ORIGINS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginIx(pub u8);

impl OriginIx {
    pub fn get(self) -> &'static Origin {
        &ORIGINS[self.0 as usize]
    }
}

const fn origin(
    id: &'static str,
    rank: u8,
    title: &'static str,
    publisher: &'static str,
    url: &'static str,
) -> Origin {
    Origin { id, title, publisher, url, rank }
}

/// Every publication that a reader can draw on.
#[rustfmt::skip] // A table reads line by line.
pub const ORIGINS: &[Origin] = &[
    origin("baci", 0, "BACI: International Trade Database at the Product Level", "CEPII",
        "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"),
    origin("cow-trade", 1, "Trade, version 4.0: dyadic flows", "Correlates of War",
        "https://correlatesofwar.org/data-sets/bilateral-trade/"),
    origin("comtrade", 1, "UN Comtrade", "United Nations Statistics Division",
        "https://comtradeplus.un.org/"),
    origin("imts", 1, "International Trade in Goods by partner country (Direction of Trade Statistics)",
        "International Monetary Fund", "https://data.imf.org/en/datasets/IMF.STA:IMTS"),
    origin("kgz-stat", 1, "Foreign trade of Kyrgyzstan by country",
        "National Statistical Committee of the Kyrgyz Republic", "https://stat.gov.kg/"),
    origin("uzb-stat", 1, "Foreign trade of Uzbekistan by country",
        "Statistics Agency of Uzbekistan", "https://stat.uz/"),
    origin("rus-customs", 1, "Customs statistics of foreign trade",
        "Federal Customs Service of Russia", "https://customs.gov.ru/"),
    origin("wdi", 0, "World Development Indicators", "World Bank",
        "https://databank.worldbank.org/source/world-development-indicators"),
    origin("weo", 1, "World Economic Outlook database", "International Monetary Fund",
        "https://www.imf.org/en/Publications/WEO/weo-database"),
    origin("nmc", 1, "National Material Capabilities, version 6.0", "Correlates of War",
        "https://correlatesofwar.org/data-sets/national-material-capabilities/"),
    origin("unga", 0, "United Nations General Assembly voting data: ideal points",
        "Bailey, Strezhnev and Voeten", "https://doi.org/10.7910/DVN/LEJUQZ"),
    origin("atop", 0, "Alliance Treaty Obligations and Provisions, version 5.1",
        "Leeds, Ritter, Mitchell and Long", "http://www.atopdata.org/"),
    origin("sipri-milex", 0, "Military Expenditure Database", "SIPRI",
        "https://www.sipri.org/databases/milex"),
    origin("sipri-arms", 0, "Arms Transfers Database", "SIPRI",
        "https://www.sipri.org/databases/armstransfers"),
    origin("geodist", 0, "GeoDist", "CEPII (Mayer and Zignago)",
        "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=6"),
    origin("gcdf", 0, "Global Chinese Development Finance Dataset, version 3.0", "AidData",
        "https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0"),
    origin("gsdb", 0, "Global Sanctions Data Base, release 4",
        "Felbermayr, Kirilakha, Syropoulos, Yalcin and Yotov", "https://www.globalsanctionsdatabase.com/"),
    origin("cow-igo", 0, "Intergovernmental Organizations, version 3.0: joint memberships",
        "Correlates of War", "https://correlatesofwar.org/data-sets/igos/"),
    origin("fbic", 0, "Formal Bilateral Influence Capacity index",
        "Frederick S. Pardee Institute, University of Denver", "https://korbel.du.edu/pardee/"),
    origin("iso", 0, "Country codes", "ISO 3166 Maintenance Agency", "https://www.iso.org/iso-3166-country-codes.html"),
];

/// Ids of the publications of trade.
pub const TRADE: [&str; 7] =
    ["baci", "cow-trade", "comtrade", "imts", "kgz-stat", "uzb-stat", "rus-customs"];

/// The origin of an id.
///
/// # Panics
/// Where the id is not in the table: readers name origins that stand there.
pub fn origin_of(id: &str) -> OriginIx {
    let found = ORIGINS.iter().position(|origin| origin.id == id);
    OriginIx(found.expect("readers name origins of the table") as u8)
}
