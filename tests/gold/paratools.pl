# Reads references with a parser of ParaTools: one a line in, a JSON list of [field, words] out.
use strict;
use warnings;
use JSON::PP;

binmode STDIN,  ':encoding(UTF-8)';
binmode STDOUT, ':encoding(UTF-8)';
my $name = shift // 'Standard';
die "no such parser: $name\n" unless $name =~ /^(?:Standard|Jiao|Citebase)$/;
my $class = "Biblio::Citation::Parser::$name";
eval "require $class; 1" or die $@;

# Words between the tags of the template that fits best, as they stand in the reference.
my %marked = (
    authors => 'author', editor => 'editor', title => 'title', captitle => 'title',
    publication => 'journal', cappublication => 'journal', ucpublication => 'journal',
    volume => 'volume', year => 'date', publoc => 'location', publisher => 'publisher',
    pages => 'pages',
);
my %plain = (
    atitle => 'title', title => 'journal', volume => 'volume', year => 'date',
    publisher => 'publisher', publoc => 'location',
);
my $json = JSON::PP->new->canonical;
while (my $text = <STDIN>) {
    chomp $text;
    no warnings;
    my $read = eval { $class->new->parse($text) } || {};
    my @fields = $read->{marked} ? read_marked($read->{marked}) : read_plain($read);
    print $json->encode(\@fields), "\n";
}

sub read_marked {
    my ($marked) = @_;
    my (@fields, %page);
    while ($marked =~ m{<(\w+)>(.*?)</\1>}g) {
        if ($marked{$1}) { push @fields, [$marked{$1}, $2] }
        elsif ($1 =~ /^[se]page$/) { $page{$1} = $2 }
    }
    push @fields, read_pages(%page);
    return @fields;
}

sub read_plain {
    my ($read) = @_;
    my @fields = map { [$plain{$_}, $read->{$_}] } grep { length($read->{$_} // '') } sort keys %plain;
    my $author = join ' ', grep { length } map { $_ // '' } @$read{qw(aufirst aulast)};
    push @fields, ['author', $author] if length $author;
    push @fields, read_pages(map { $_ => $read->{$_} } qw(spage epage));
    return @fields;
}

sub read_pages {
    my (%page) = @_;
    my $pages = join '-', grep { length } map { $_ // '' } @page{qw(spage epage)};
    return length $pages ? ['pages', $pages] : ();
}
