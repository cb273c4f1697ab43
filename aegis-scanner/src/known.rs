//! Values that everybody knows: published examples, emulators' keys, keys of public test fixtures.
//!
//! Kept as hashes, so that this file sets off no scanner.

use sha2::{Digest, Sha256};

/// The first eight bytes of the SHA-256 of each value, sorted.
const PUBLIC: &[u64] = &[
    0x0011_cc25_eb43_2071,
    0x00cf_4c78_1dc3_7003,
    0x061b_8f62_28c3_303a,
    0x09c6_200a_1fe8_3478,
    0x0b47_6bdf_9acf_2123,
    0x0ba8_0f70_3c65_7bed,
    0x11ed_9eec_e6dc_a252,
    0x1653_a870_42cd_03cf,
    0x19ff_47cc_8024_c133,
    0x1c9d_38ed_26cd_808f,
    0x2037_abca_ffb2_b777,
    0x20e6_5838_71d3_6495,
    0x253d_a55d_8a05_e361,
    0x2595_74b6_2f6e_97a1,
    0x2734_76b8_3f26_d858,
    0x27a9_a429_31df_f7eb,
    0x2c75_ddf2_535e_abfb,
    0x2caf_c097_0149_a84f,
    0x2e9a_e129_89b0_40d3,
    0x2f72_5bbd_1f40_5a1e,
    0x3049_45e9_1de3_deff,
    0x334b_48fe_ec00_e7ec,
    0x35b8_ee49_a804_ee51,
    0x37f8_f09b_df12_c2f2,
    0x3a13_4ef7_7d4e_2e4c,
    0x3a8b_61d0_f636_b007,
    0x3cc8_217a_6aad_5450,
    0x3e60_99e8_2cea_8b70,
    0x3f37_0c9d_d822_5c63,
    0x44d1_fb5d_c4a2_717f,
    0x477b_ba13_3c18_2267,
    0x49ed_3701_82b3_e634,
    0x49f7_77db_995e_8260,
    0x4c20_e6f5_cc11_b937,
    0x4c98_242d_cadc_8b29,
    0x51a4_ae4c_6ae9_9914,
    0x53a8_fc81_6e63_b7a5,
    0x53c8_c6f5_be1d_aced,
    0x53f5_da0a_aa93_d64c,
    0x576c_15a8_0724_61c2,
    0x6797_889c_ff9a_f024,
    0x6859_4afe_9c9c_da52,
    0x6aa1_4267_d949_44e6,
    0x6c96_130f_130a_b0d6,
    0x7130_0456_b5fc_7f86,
    0x7cbc_c57f_c39e_4317,
    0x8731_261c_b72d_8626,
    0x8afe_bbaf_e3eb_7a22,
    0x9272_39ae_f4a9_9e67,
    0x92c3_3f1e_a798_27e4,
    0x9b08_9351_f897_1ed7,
    0x9bbe_f194_7662_3ca5,
    0x9d03_b692_e941_d5ac,
    0xa19f_89ab_3555_eac1,
    0xa6c8_14bc_555a_e62c,
    0xa92c_6f4a_01b7_b00d,
    0xaa65_4743_9583_c3a2,
    0xaae2_ff23_73f7_cc83,
    0xacd0_8f29_a41f_2e55,
    0xad71_fb41_6553_6675,
    0xadd6_3fae_0091_c12a,
    0xb096_7544_705d_cfb3,
    0xb1e7_5495_ffcd_f577,
    0xb40e_9bc7_a74d_50ab,
    0xb5f0_856b_d625_aa22,
    0xb8e1_4854_5b13_c78b,
    0xbe6a_3050_f261_1250,
    0xc320_66ee_c7fe_b658,
    0xc4fd_b6f6_c274_0911,
    0xc55a_653f_9fe7_993a,
    0xc598_d138_de1c_5d04,
    0xc5a9_bff2_bba1_74c4,
    0xc8d3_a802_6f8e_fb4d,
    0xca74_59e2_b267_76de,
    0xcf4d_418e_d3de_92d7,
    0xd068_04b9_a008_9cf5,
    0xd794_49f4_62ce_c9af,
    0xd808_6d48_3c15_c711,
    0xdc0f_cf04_6c61_640c,
    0xdc7a_cdd6_8b5a_737f,
    0xdd13_cdf9_af9d_d3ba,
    0xdd34_ed45_50cb_927d,
    0xe21b_597b_a6b9_cafa,
    0xe241_6300_e062_0716,
    0xe329_4d7a_b45a_41b5,
    0xe4a5_542b_b7fd_7b67,
    0xe523_a5e8_93d9_2b67,
    0xe64f_d7eb_139f_6280,
    0xe997_4c50_7d2a_8021,
    0xea9b_b108_2cf9_5663,
    0xeb54_0d2b_6ee2_a0a4,
    0xf2d6_ca16_5150_33e5,
    0xf41e_7ca4_a3d7_1c4f,
    0xf561_bab6_514c_4256,
    0xf56e_3234_94a6_ffc2,
    0xf707_fea7_70bb_1731,
    0xf81a_91c0_a3f1_2a48,
    0xfacf_3c5b_5bcc_f957,
];

/// Whether `value` is a published example.
pub(crate) fn is_public(value: &[u8]) -> bool {
    let digest = Sha256::digest(value);
    let first = digest
        .first_chunk::<8>()
        .map(|b| u64::from_be_bytes(*b))
        .unwrap_or_default();
    PUBLIC.binary_search(&first).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_sorted_and_looked_up() {
        assert!(PUBLIC.is_sorted());
        assert!(is_public(b"4242424242424242"));
        assert!(!is_public(b"4242424242424243"));
    }
}
