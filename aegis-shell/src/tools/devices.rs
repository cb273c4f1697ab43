//! Disks: formatting, partitioning and erasing.

use super::call::{Call, Tool, single, strict, tool, writes};
use super::words;
use crate::script::Word;

const MAKE: &str = "-t,--type= -L,--label= -b= -i= -I= -m= -N= -O= -E= -T= -U,--uuid= -n= -s= -d= -l= -r= -M= -J= -G= -C= -e= -o= -z= -Z= \
    -c -v,--verbose -q,--quiet -f,--force -F -K -S -D -j -V,--version -h,--help -p -R -a -A";

pub(super) const TOOLS: &[Tool] = &[
    tool(
        "mkfs mke2fs mkntfs mkdosfs mkreiserfs newfs newfs_apfs newfs_hfs newfs_msdos newfs_exfat mkswap mkudffs",
        MAKE,
        format,
    ),
    tool(
        "wipefs",
        "-a,--all -b,--backup -f,--force -n,--no-act:dry -q,--quiet -t,--types= -o,--offset= -J,--json -i,--noheadings -O,--output= -p,--parsable --lock=? -V,--version -h,--help",
        |call| {
            if call.has("--all") || call.has("--offset") {
                writes(call);
            }
        },
    ),
    tool(
        "fdisk cfdisk gdisk cgdisk sfdisk",
        "-l,--list -b= -B -c=? -L=? -o= -t= -u=? -w= -W= -x,--list-details -s,--getsz -d,--dump -V,--verify -J,--json --bytes -h,--help -v,--version --delete --force -f -n,--no-act:dry -N= -a -A",
        |call| {
            if !["--list", "--dump", "--getsz", "--json", "--list-details"]
                .iter()
                .any(|asks| call.has(asks))
            {
                first(call);
            }
        },
    ),
    tool(
        "sgdisk",
        "-p,--print -i,--info= -v,--verify -Z,--zap-all -z,--zap -o,--clear -n,--new= -d,--delete= -t,--typecode= -c,--change-name= -g,--mbrtogpt -G,--randomize-guids -L,--list-types -P,--pretend:dry -b,--backup=write -l,--load-backup=read -a= -A= -u= -U= -e -E -f -F -s -D -V,--version",
        |call| {
            let asks = ["--print", "--info", "--verify", "--list-types"]
                .iter()
                .any(|asks| call.has(asks));
            let changes = call.line.options.len() > 1;
            if !asks || changes {
                writes(call);
            }
        },
    ),
    strict(
        "parted",
        "-l,--list -m,--machine -s,--script -a,--align= -f,--fix -v,--version -h,--help",
        parted,
    ),
    tool(
        "blkdiscard",
        "-f,--force -o,--offset= -l,--length= -p,--step= -s,--secure -z,--zeroout -v,--verbose",
        writes,
    ),
    single(
        "hdparm",
        "-security-erase= -security-erase-enhanced= -security-set-pass= -write-sector= -yes-i-know-what-i-am-doing -user-master= -trim-sector-ranges= -I -i -t -T -z -Y -y",
        |call| {
            if call
                .line
                .options
                .iter()
                .flat_map(|option| option.names.iter())
                .any(|name| {
                    name.contains("-security")
                        || name.contains("-write-sector")
                        || name.contains("-trim")
                })
            {
                writes(call);
            }
        },
    ),
    tool(
        "badblocks",
        "-w -n -s -v -f -b= -c= -e= -p= -t= -o=write -i=read",
        |call| {
            if call.has("-w") {
                first(call);
            }
        },
    ),
    tool(
        "tune2fs resize2fs e2label xfs_growfs fsck e2fsck dosfsck btrfstune",
        "-L= -c= -C= -e= -E= -f -F -g= -i= -I= -j -J= -l -m= -M= -o= -O= -Q= -r= -T= -u= -U= -y -n:dry -p -a -v -t= -A -b= -N",
        first_device,
    ),
    tool(
        "pvcreate pvremove vgremove lvremove vgreduce lvreduce",
        "-f,--force -y,--yes -v -n,--name= -L,--size= -l,--extents= -Z= -u= -t,--test:dry",
        |call| named_below(call, 0, "/dev/mapper/"),
    ),
    tool(
        "zpool zfs",
        "-r -R -f -d -n:dry -p -v -a -t= -o= -O= -H",
        |call| {
            let loses = call.operand(0).is_some_and(|verb| {
                ["destroy", "rollback", "labelclear"]
                    .iter()
                    .any(|own| words::is(&verb, own))
            });
            if loses {
                named_below(call, 1, "/dev/zvol/");
            }
        },
    ),
    tool(
        "btrfs",
        "-c,--commit-after -C,--commit-each -i,--subvolid= -R,--recursive -v -q",
        |call| {
            let is = |at: usize, names: &[&str]| {
                call.operand(at)
                    .is_some_and(|word| names.iter().any(|name| words::is(&word, name)))
            };
            if is(0, &["subvolume", "sub"]) && is(1, &["delete", "del"]) {
                for path in call.operands_after(2) {
                    call.delete(path, true);
                }
            }
        },
    ),
    tool(
        "asr",
        "-source,--source= -target,--target=write -erase,--erase -noprompt",
        super::call::nothing,
    ),
    tool(
        "cryptsetup",
        "-q,--batch-mode -y -c,--cipher= -s,--key-size= -h,--hash= --type= -d,--key-file=read -v --force-password --header= -i= --pbkdf= --label=",
        |call| {
            let erases = call.operand(0).is_some_and(|word| {
                [
                    "luksFormat",
                    "luksErase",
                    "erase",
                    "reencrypt",
                    "luksKillSlot",
                    "luksRemoveKey",
                ]
                .iter()
                .any(|verb| words::is(&word, verb))
            });
            if erases && let Some(device) = call.operand(1) {
                call.write(device);
            }
        },
    ),
    tool(
        "nvme",
        "-s,--ses= -n,--namespace-id= -f,--force -l,--lbaf=",
        verb_device,
    ),
    tool("diskutil", "", disk_utility),
    tool(
        "debugfs",
        "-w -c -D -R= -f=read -b= -s= -d= -i -n -z= -V",
        |call| {
            if call.has("-w") {
                first(call);
            }
        },
    ),
    tool(
        "xfs_repair",
        "-n:dry -L -l= -r= -f -v -d -m= -o= -P -t= -e -c= -V",
        first_device,
    ),
    strict("dmsetup", "", |call| {
        let loses = [
            "remove",
            "remove_all",
            "wipe_table",
            "clear",
            "suspend",
            "load",
        ];
        if call
            .operand(0)
            .is_some_and(|verb| loses.iter().any(|own| words::is(&verb, own)))
        {
            call.write_named("/dev/mapper/control");
        }
    }),
    tool(
        "sg_format sg_sanitize",
        "--format --resize --size= -F,-r -s= -6 -e,--early -w,--wait -v,--verbose --overwrite --crypto --block --quick -h,--help -V,--version",
        writes,
    ),
    tool(
        "pv",
        "-o,--output=write -p,--progress -t,--timer -e,--eta -r,--rate -a,--average-rate -b,--bytes -n,--numeric -q,--quiet -L,--rate-limit= -B,--buffer-size= -s,--size= -N,--name= -i,--interval= -w,--width= -l,--line-mode -c,--cursor -W,--wait -f,--force -S,--stop-at-size -h,--help -V,--version",
        super::call::reads,
    ),
    tool(
        "ddrescue gddrescue",
        "-f,--force -n,--no-scrape -d,--idirect -D,--odirect -r,--retry-passes= -b,--sector-size= -s,--size= -i,--input-position= -o,--output-position= -S,--sparse -R,--reverse -v,--verbose -h,--help -V,--version",
        |call| {
            if let Some(target) = call.operand(1) {
                call.write(target);
            }
        },
    ),
    tool(
        "flashrom",
        "-p,--programmer= -r,--read=write -w,--write=read -v,--verify=read -E,--erase -c,--chip= -n,--noverify -f,--force -h,--help -L,--list-supported -l,--layout=read -i,--include= -V -o,--output=write",
        |call| {
            if call.has("--write") || call.has("--erase") {
                call.write_named("/dev/mem");
            }
        },
    ),
    tool(
        "mdadm",
        "-C,--create= -l,--level= -n,--raid-devices= -S,--stop -A,--assemble -D,--detail -Q --zero-superblock -f,--fail -r,--remove -a,--add --run --force",
        |call| {
            if ["--zero-superblock", "--create", "--stop", "--fail"]
                .iter()
                .any(|option| call.has(option))
            {
                writes(call);
            }
        },
    ),
];

/// The device, and for some a size behind it.
fn format(call: &mut Call<'_>) {
    for operand in call.operands() {
        if !words::texts(&operand).any(|text| {
            text.chars()
                .all(|letter| letter.is_ascii_digit() || "kKmMgGtT".contains(letter))
        }) {
            call.write(operand);
        }
    }
}

/// Names of volumes are files below a folder of devices.
fn named_below(call: &mut Call<'_>, from: usize, folder: &str) {
    for operand in call.operands_after(from) {
        let device = words::map(&operand, |name| {
            (!name.starts_with('/')).then(|| format!("{folder}{name}"))
        });
        call.write(device.unwrap_or(operand));
    }
}

/// `diskutil VERB … DISK`: a disk may be named without its folder.
fn disk_utility(call: &mut Call<'_>) {
    let loses = call.owned_operands().iter().any(|word| {
        words::texts(word).any(|text| {
            [
                "erase",
                "zero",
                "random",
                "secureErase",
                "partition",
                "delete",
                "merge",
                "split",
                "reformat",
            ]
            .iter()
            .any(|verb| text.starts_with(verb))
        })
    });
    let is_disk = |word: &Word| {
        words::texts(word).any(|text| {
            let name = text.strip_prefix("/dev/").unwrap_or(text);
            let number = name.trim_start_matches('r').strip_prefix("disk");
            number.is_some_and(|number| number.starts_with(|first: char| first.is_ascii_digit()))
                || text.starts_with("/Volumes/")
        })
    };
    let disks: Vec<Word> = call.owned_operands().into_iter().filter(is_disk).collect();
    for disk in disks.into_iter().filter(|_| loses) {
        let device = words::map(&disk, |name| {
            (!name.starts_with('/')).then(|| format!("/dev/{name}"))
        });
        call.write(device.unwrap_or(disk));
    }
}

fn first(call: &mut Call<'_>) {
    if let Some(device) = call.operand(0) {
        call.write(device);
    }
}

fn first_device(call: &mut Call<'_>) {
    let device = call
        .operands()
        .into_iter()
        .find(|operand| words::starts(operand, "/dev/"));
    if let Some(device) = device.filter(|_| !call.has("-l")) {
        call.write(device);
    }
}

/// `parted DEVICE [command …]`: without a command that changes, it only prints.
fn parted(call: &mut Call<'_>) {
    let changes = [
        "mklabel",
        "mktable",
        "mkpart",
        "rm",
        "resizepart",
        "name",
        "set",
        "rescue",
        "disk_set",
        "toggle",
    ];
    if call.line.operands.len() == 1
        || call
            .operands_after(1)
            .iter()
            .any(|word| changes.iter().any(|verb| words::is(word, verb)))
    {
        first(call);
    }
}

/// `PROGRAM verb … DEVICE`, with a verb that erases.
fn verb_device(call: &mut Call<'_>) {
    let Some(verb) = call.operand(0) else { return };
    let erases = words::texts(&verb).any(|verb| {
        let verb = verb.to_ascii_lowercase();
        [
            "erase",
            "format",
            "sanitize",
            "partition",
            "zero",
            "write",
            "reformat",
            "secure",
            "delete",
        ]
        .iter()
        .any(|start| verb.contains(start))
    });
    if erases
        && let Some(device) = call.operands_after(1).into_iter().find(|operand| {
            words::texts(operand).any(|text| {
                text.starts_with("/dev/")
                    || text.starts_with("disk")
                    || text.starts_with("/Volumes")
            })
        })
    {
        call.write(device);
    }
}

#[cfg(test)]
mod tests {
    use crate::tools::render::effects;

    fn check(command: &str, expected: &str) {
        assert_eq!(effects(command), expected, "{command}");
    }

    #[test]
    fn devices() {
        check("mkfs.ext4 /dev/sda1", "write /dev/sda1");
        check("mkfs -t ext4 /dev/sdb", "write /dev/sdb");
        check("mkfs.vfat -F 32 /dev/sdb1", "write /dev/sdb1");
        check("wipefs -a /dev/sda", "write /dev/sda");
        check("wipefs /dev/sda", "");
        check("wipefs -an /dev/sda", "");
        check("fdisk -l /dev/sda", "");
        check("fdisk /dev/sda", "write /dev/sda");
        check("sgdisk -Z /dev/sda", "write /dev/sda");
        check("sgdisk -p /dev/sda", "");
        check("parted -s /dev/sda mklabel gpt", "write /dev/sda");
        check("parted /dev/sda print", "");
        check("blkdiscard /dev/sda", "write /dev/sda");
        check("hdparm -I /dev/sda", "");
        check("hdparm --security-erase p /dev/sda", "write /dev/sda");
        check("diskutil eraseDisk JHFS+ x disk0", "write /dev/disk0");
        check("zfs destroy -r tank/data", "write /dev/zvol/tank/data");
        check("zfs list", "");
        check("mdadm --stop /dev/md0", "write /dev/md0");
        check("mdadm --detail /dev/md0", "");
        check(
            "debugfs -w -R 'rm /etc/passwd' /dev/sda1",
            "write /dev/sda1",
        );
        check("debugfs -R 'ls' /dev/sda1", "");
        check("dmsetup remove_all", "write /dev/mapper/control");
        check("dmsetup ls", "");
        check("xfs_repair -L /dev/sda1", "write /dev/sda1");
        check("xfs_repair -n /dev/sda1", "");
        check("pv image -o /dev/sdb", "write /dev/sdb; read image");
        check("ddrescue -f image /dev/sda", "write /dev/sda");
        check("flashrom -w rom", "read rom; write /dev/mem");
        check("flashrom -r rom", "write rom");
        check("lvremove -f vg0/root", "write /dev/mapper/vg0/root");
        check("btrfs subvolume delete /home", "delete -r /home");
        check("diskutil list", "");
        check("cryptsetup luksFormat /dev/sda", "write /dev/sda");
    }
}
