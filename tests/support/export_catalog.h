#pragma once

#include "core/review/edit.h"
#include "tests/support/byte_folder.h"

namespace creel::test {

/// A catalog to export: twelve photos of two classes, each with a box or two; a third of them each in train,
/// valid and test but for the last, which is in no part.
class ExportCatalog
{
public:
    ExportCatalog();

    static constexpr int photos = 12;
    const ByteFolder& folder() const { return m_folder; }
    QString path() const { return m_folder.file("a.creel"); }
    static QByteArray name(int photo) { return 'p' + QByteArray::number(photo) + ".jpg"; }
    BytePath original(int photo) const;
    std::unique_ptr<Connection> open() const;
    PhotoId idOf(int photo) const;
    void apply(const Edit& edit) const;

private:
    ByteFolder m_folder;
};

} // namespace creel::test
