#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QString>

namespace creel {

/// The members of a zip archive as torch.save writes it: stored, not compressed, each in its own place.
/// Anything else is refused, so an archive can never unpack to more than its own size.
class ZipArchive
{
public:
    /// Where a member's bytes lie in the archive.
    struct Member
    {
        qint64 offset = 0;
        qint64 size = 0;
        quint32 crc = 0;
    };

    /// `bytes` must outlive the archive; `name` is for messages.
    static Result<ZipArchive> open(QByteArrayView bytes, const QString& name);

    const QHash<QByteArray, Member>& members() const { return m_members; }
    /// Checks the member's CRC-32. NotFound, Corrupt.
    Result<Member> checkedMember(const QByteArray& member) const;
    QByteArrayView view(const Member& member) const { return m_bytes.sliced(member.offset, member.size); }

private:
    QByteArrayView m_bytes;
    QString m_name;
    QHash<QByteArray, Member> m_members;
};

} // namespace creel
