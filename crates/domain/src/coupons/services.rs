//! Cloud services and regions a limit can name. Codes are the vendor's public ones; names are texts.

/// Cloud service type codes that limits may name; texts in `locales/*/cloud_services.json`.
pub const CLOUD_SERVICES: &[(&str, &str)] = &[
    ("hws.service.type.ec2", "ecs"),
    ("hws.service.type.obs", "obs"),
    ("hws.service.type.ebs", "evs"),
    ("hws.service.type.vpc", "vpc"),
    ("hws.service.type.eip", "eip"),
    ("hws.service.type.rds", "rds"),
    ("hws.service.type.cdn", "cdn"),
    ("hws.service.type.elb", "elb"),
    ("hws.service.type.bms", "bms"),
    ("hws.service.type.cce", "cce"),
    ("hws.service.type.dcs", "dcs"),
    ("hws.service.type.dds", "dds"),
    ("hws.service.type.sfs", "sfs"),
    ("hws.service.type.cbr", "cbr"),
    ("hws.service.type.modelarts", "modelarts"),
];

/// Regions that limits may name; texts in `locales/*/regions.json` with `-` as `_`.
pub const REGIONS: &[&str] =
    &["cn-north-1", "cn-north-4", "cn-east-2", "cn-east-3", "cn-south-1", "cn-southwest-2"];

/// Whether a code names a cloud service we know.
pub fn is_cloud_service(code: &str) -> bool {
    CLOUD_SERVICES.iter().any(|(known, _)| *known == code)
}
